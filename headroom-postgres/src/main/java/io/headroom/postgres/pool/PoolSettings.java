package io.headroom.postgres.pool;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;

/// Size and time-outs of a pool.
///
/// @param minimumSize connections that are kept when nobody needs them; 5 by default
/// @param maximumSize the most connections; 20 by default, at most 1,000
/// @param idleTimeout when an unused connection above the minimum is closed; 10 s by default, at
///   least 10 s, 0 for never
/// @param acquisitionTimeout how long a caller waits for a connection before it fails; 30 s by
///   default, at least 250 ms
/// @param healthInterval how often an unused connection is asked whether it lives; 30 s by default,
///   at least 30 s, 0 for never
public record PoolSettings(
        int minimumSize,
        int maximumSize,
        Duration idleTimeout,
        Duration acquisitionTimeout,
        Duration healthInterval) {

    /// What HikariCP has where nobody configured anything.
    private static final HikariConfig UNTOUCHED = new HikariConfig();

    public PoolSettings {
        if (maximumSize < 1 || maximumSize > 1_000) {
            throw new IllegalArgumentException(
                    "maximumSize must be from 1 to 1000, but is " + maximumSize);
        }
        if (minimumSize < 0 || minimumSize > maximumSize) {
            throw new IllegalArgumentException(
                    "minimumSize must be from 0 to maximumSize (%d), but is %d"
                            .formatted(maximumSize, minimumSize));
        }
        requireZeroOrAtLeast("idleTimeout", idleTimeout, Duration.ofSeconds(10));
        requireZeroOrAtLeast("healthInterval", healthInterval, Duration.ofSeconds(30));
        if (acquisitionTimeout.compareTo(Duration.ofMillis(250)) < 0) {
            throw new IllegalArgumentException(
                    "acquisitionTimeout must be at least 250 ms, but is " + acquisitionTimeout);
        }
    }

    private static void requireZeroOrAtLeast(String property, Duration value, Duration least) {
        if (!value.isZero() && value.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "%s must be 0 or at least %d s, but is %s"
                            .formatted(property, least.toSeconds(), value));
        }
    }

    /// 5 to 20 connections, 10 s, 30 s, 30 s.
    public static PoolSettings defaults() {
        return new PoolSettings(
                5, 20, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    /// Applies each setting that the pool's own configuration leaves at HikariCP's default. A pool
    /// that has started already is left as it is.
    public void applyTo(HikariConfig pool) {
        if (pool.getMaximumPoolSize() == UNTOUCHED.getMaximumPoolSize()) {
            pool.setMaximumPoolSize(maximumSize);
        }
        if (pool.getMinimumIdle() == UNTOUCHED.getMinimumIdle()) {
            pool.setMinimumIdle(Math.min(minimumSize, pool.getMaximumPoolSize()));
        }
        // HikariCP warns of one that cannot take effect.
        boolean shrinks = pool.getMinimumIdle() < pool.getMaximumPoolSize();
        if (shrinks && pool.getIdleTimeout() == UNTOUCHED.getIdleTimeout()) {
            pool.setIdleTimeout(idleTimeout.toMillis());
        }
        if (pool.getConnectionTimeout() == UNTOUCHED.getConnectionTimeout()) {
            pool.setConnectionTimeout(acquisitionTimeout.toMillis());
        }
        if (pool.getKeepaliveTime() == UNTOUCHED.getKeepaliveTime()) {
            pool.setKeepaliveTime(healthInterval.toMillis());
        }
    }
}
