package io.headroom.cache;

/// What became of an invalidation or a put. This node never serves the old value afterwards,
/// whichever it is.
public sealed interface Invalidation {

    /// The value is gone from L2 and the log of invalidations holds the event; the other nodes drop
    /// it from L1 as they read the log, commonly within milliseconds.
    ///
    /// @param position the event's place in the log
    record Logged(String position) implements Invalidation {}

    /// The cache has no shared tier; nothing else was to be done.
    record Local() implements Invalidation {}

    /// L2 did not acknowledge. It is remembered and repeated as soon as L2 answers, and this node
    /// uses L2 for this cache only after that; until then other nodes may serve the old value.
    ///
    /// @param reason what L2 said
    record Deferred(String reason) implements Invalidation {}
}
