package io.headroom.marketplace.sales;

import io.headroom.core.Backoff;
import java.time.Duration;

/// How item events are collected.
///
/// @param flushInterval the pause between two flushes, which is what a killed process may lose; at
///   least 10 ms
/// @param maxKeys how many counters (item, minute and type) wait at most, at least 2; at half of it
///   a flush begins early, at the whole events that need a new counter are refused. A counter takes
///   about 120 bytes
/// @param batchSize how many counters one transaction writes at most, at least 1
/// @param backoff the pauses after failed flushes
/// @param stopLimit how long [ItemEvents#close] may take to flush what waits
public record EventOptions(
        Duration flushInterval, int maxKeys, int batchSize, Backoff backoff, Duration stopLimit) {

    public EventOptions {
        if (flushInterval.toMillis() < 10) {
            throw new IllegalArgumentException(
                    "flushInterval must be at least 10 ms, but is " + flushInterval);
        }
        if (maxKeys < 2) {
            throw new IllegalArgumentException("maxKeys must be at least 2, but is " + maxKeys);
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("batchSize must be at least 1, but is " + batchSize);
        }
        if (stopLimit.isNegative()) {
            throw new IllegalArgumentException(
                    "stopLimit must not be negative, but is " + stopLimit);
        }
    }

    /// A flush every two seconds in transactions of 5,000 counters, 100,000 counters, pauses from
    /// half a second to ten seconds after failures, ten seconds to stop.
    public static EventOptions defaults() {
        return new EventOptions(
                Duration.ofSeconds(2),
                100_000,
                5_000,
                new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10)),
                Duration.ofSeconds(10));
    }
}
