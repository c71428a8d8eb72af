package io.headroom.postgres.plan;

import java.time.Duration;

/// How long an explanation may take, by the server's own clock.
///
/// @param statementTimeout for planning, and for the execution of an analysed statement; at least 1
///   ms
/// @param lockTimeout for any lock that planning waits for; at least 1 ms
public record ExplainLimits(Duration statementTimeout, Duration lockTimeout) {

    public ExplainLimits {
        require("statementTimeout", statementTimeout);
        require("lockTimeout", lockTimeout);
    }

    /// Two seconds, and 100 ms for locks.
    public static ExplainLimits defaults() {
        return new ExplainLimits(Duration.ofSeconds(2), Duration.ofMillis(100));
    }

    private static void require(String property, Duration duration) {
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException(
                    property + " must be at least 1 ms, but is " + duration);
        }
    }
}
