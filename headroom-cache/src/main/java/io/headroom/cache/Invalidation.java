package io.headroom.cache;

import java.time.Duration;

/// What became of an invalidation or a put. This node never serves the old value afterwards,
/// whichever it is.
public sealed interface Invalidation {

    /// Every live node has applied it, or cannot serve from L1 what it invalidates.
    record Applied(L2Receipt receipt) implements Invalidation {}

    /// The value is gone from L2 and the log of invalidations holds the event; the other nodes drop
    /// it from L1 as they read the log, commonly within milliseconds, at most within the coherence
    /// lease.
    record Logged(L2Receipt receipt) implements Invalidation {}

    /// The cache has no shared tier; nothing else was to be done.
    record Local() implements Invalidation {}

    /// L2 did not acknowledge. It is remembered and repeated as soon as L2 answers, and this node
    /// uses L2 only after that; until then other nodes that still reach L2 may serve the old value.
    ///
    /// @param reason what L2 said
    record Deferred(String reason, L2Receipt receipt) implements Invalidation {}

    /// Waits until every live node has applied it, commonly some milliseconds, at most for the
    /// coherence lease once L2 has acknowledged it.
    ///
    /// @param limit the longest wait
    /// @return [Applied] or [Local]; this outcome when the limit passed or the thread was
    ///   interrupted
    default Invalidation await(Duration limit) {
        return switch (this) {
            case Applied _, Local _ -> this;
            case Logged(L2Receipt receipt) ->
                    receipt.awaitApplied(limit) ? new Applied(receipt) : this;
            case Deferred(_, L2Receipt receipt) ->
                    receipt.awaitApplied(limit) ? new Applied(receipt) : this;
        };
    }

    /// For reads that must see this write, on whatever node.
    default SessionToken token() {
        return SessionToken.none().plus(this);
    }
}
