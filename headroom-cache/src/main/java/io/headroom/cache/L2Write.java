package io.headroom.cache;

/// What a shared tier said to an invalidation or a put.
public sealed interface L2Write {

    /// Done, on the server and in the log.
    record Acknowledged(L2Receipt receipt) implements L2Write {}

    /// Not done, or not known to be; the tier repeats it before it serves this node again.
    ///
    /// @param reason what went wrong
    /// @param receipt waits for the repetition first
    record Unacknowledged(String reason, L2Receipt receipt) implements L2Write {}

    /// There is no shared tier.
    record NotShared() implements L2Write {}
}
