package io.headroom.postgres.session;

import java.time.Duration;

/// What counts as long.
///
/// @param longRunning a statement that runs longer is listed; 5 s by default
/// @param idleInTransaction a transaction that waits longer for its client is listed; 60 s by
///   default
/// @param contentionHistory how long waits for locks are remembered; 24 h by default, at most 7
///   days
public record SessionOptions(
        Duration longRunning, Duration idleInTransaction, Duration contentionHistory) {

    public SessionOptions {
        requirePositive("longRunning", longRunning);
        requirePositive("idleInTransaction", idleInTransaction);
        requirePositive("contentionHistory", contentionHistory);
        if (contentionHistory.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException(
                    "contentionHistory must be at most 7 days, but is " + contentionHistory);
        }
    }

    /// 5 s, 60 s, 24 h.
    public static SessionOptions defaults() {
        return new SessionOptions(
                Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofHours(24));
    }

    static void requirePositive(String property, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(property + " must be positive, but is " + value);
        }
    }
}
