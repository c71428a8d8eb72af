package io.headroom.postgres.pool;

import java.time.Duration;

/// What counts as a leak.
///
/// @param leakAfter how long a connection may be held, and a transaction idle on it; 60 s by
///   default
/// @param threadEndedAfter how long a connection may stay unused after the thread that borrowed it
///   has ended; 10 s by default
public record PoolOptions(Duration leakAfter, Duration threadEndedAfter) {

    public PoolOptions {
        requirePositive("leakAfter", leakAfter);
        requirePositive("threadEndedAfter", threadEndedAfter);
    }

    private static void requirePositive(String property, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(property + " must be positive, but is " + value);
        }
    }

    /// 60 s, 10 s.
    public static PoolOptions defaults() {
        return new PoolOptions(Duration.ofSeconds(60), Duration.ofSeconds(10));
    }
}
