package io.headroom.lock;

import java.time.Duration;

/// What a holder was given.
///
/// @param owner whom the store knows: the same for holders who followed each other in a process
///   without asking the store
/// @param lastToken nobody else gets the tokens from `token` to this one
/// @param sentNanos when the question was sent
/// @param waitedNanos how long the caller waited for the lock
/// @param contended whether others held it when it was asked for
record Grant(
        String name,
        String owner,
        long token,
        long lastToken,
        LockOptions options,
        long sentNanos,
        long waitedNanos,
        boolean contended) {

    private static final long DRIFT_NANOS = Duration.ofMillis(2).toNanos();

    /// Until when the holder may rely on a lease, in nanoseconds: its server's clock may run faster
    /// than ours by 1 %, and counts in milliseconds (Redis, "Distributed locks with Redis").
    static long validUntil(long sentNanos, Duration lease) {
        return sentNanos + lease.toNanos() - lease.toNanos() / 100 - DRIFT_NANOS;
    }
}
