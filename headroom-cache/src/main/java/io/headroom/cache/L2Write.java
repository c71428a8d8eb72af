package io.headroom.cache;

/// What a shared tier said to an invalidation.
public sealed interface L2Write {

    /// Done, on the server and in the log.
    ///
    /// @param position the place in the log
    /// @param token the right to store what is true after the invalidation
    record Acknowledged(String position, L2Token token) implements L2Write {}

    /// Not done, or not known to be; the tier repeats it before it serves this node again.
    ///
    /// @param reason what went wrong
    record Unacknowledged(String reason) implements L2Write {}

    /// There is no shared tier.
    record NotShared() implements L2Write {}
}
