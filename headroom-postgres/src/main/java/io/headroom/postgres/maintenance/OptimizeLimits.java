package io.headroom.postgres.maintenance;

import java.time.Duration;

/// What a run of maintenance may take.
///
/// @param budget how long a run may last, 1 s to 24 h. A statement still running then is ended, and
///   the steps after it are skipped; a refresh ends at its own limits
/// @param lockTimeout how long a statement may wait for a lock, 1 ms to 1 min; short, since whoever
///   comes behind it in the queue waits as long
/// @param vacuumCostDelay PostgreSQL's `vacuum_cost_delay`: the pause of VACUUM and ANALYZE after
///   each 200 cost units (a page read costs 2), 0 to 100 ms. 2 ms, autovacuum's own, reads at most
///   some 400 MB/s; 0 never pauses
public record OptimizeLimits(Duration budget, Duration lockTimeout, Duration vacuumCostDelay) {

    public OptimizeLimits {
        requireBetween("budget", budget, Duration.ofSeconds(1), Duration.ofHours(24));
        requireBetween("lockTimeout", lockTimeout, Duration.ofMillis(1), Duration.ofMinutes(1));
        requireBetween("vacuumCostDelay", vacuumCostDelay, Duration.ZERO, Duration.ofMillis(100));
    }

    /// Thirty minutes, two seconds, 2 ms.
    public static OptimizeLimits defaults() {
        return new OptimizeLimits(
                Duration.ofMinutes(30), Duration.ofSeconds(2), Duration.ofMillis(2));
    }

    private static void requireBetween(
            String property, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    property + " must be from " + least + " to " + most + ", but is " + value);
        }
    }
}
