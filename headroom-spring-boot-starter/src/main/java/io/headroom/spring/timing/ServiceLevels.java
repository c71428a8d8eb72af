package io.headroom.spring.timing;

import java.time.Duration;

/// The buckets of the histograms of durations: service levels only, which a chart can show and a
/// burn rate can be computed from, and not seventy that nobody reads.
final class ServiceLevels {

    private static final Duration[] LEVELS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500)
    };

    private ServiceLevels() {}

    static Duration[] durations() {
        return LEVELS.clone();
    }
}
