package io.headroom.spring.operations.benchmark;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.operations.benchmarks.*` configures.
///
/// @param enabled whether any can be run; true by default
/// @param timeLimit the longest run in all, from 1 s to 30 s; 20 s by default
/// @param warmUp of each operation, from 1 ms to 5 s; 300 ms by default
/// @param rounds of each operation, from 2 to 20; 5 by default
/// @param round the length of one, from 1 ms to 5 s; 300 ms by default
/// @param keep how many runs are remembered, from 1 to 200; 20 by default
/// @param busyCpu the share of the machine's processors in use above which none begins, above 0 and
///   at most 1; 0.7 by default. 1 looks at other signs alone
/// @param busyCapacity the share of the service's capacity in use above which none begins, above 0
///   and at most 1; 0.6 by default
@ConfigurationProperties(BenchmarkProperties.PREFIX)
record BenchmarkProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("20s") Duration timeLimit,
        @DefaultValue("300ms") Duration warmUp,
        @DefaultValue("5") int rounds,
        @DefaultValue("300ms") Duration round,
        @DefaultValue("20") int keep,
        @DefaultValue("0.7") double busyCpu,
        @DefaultValue("0.6") double busyCapacity) {

    static final String PREFIX = "headroom.operations.benchmarks";

    BenchmarkProperties {
        requireShare("busy-cpu", busyCpu);
        requireShare("busy-capacity", busyCapacity);
    }

    private static void requireShare(String property, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "%s.%s must be above 0 and at most 1, but is %s"
                            .formatted(PREFIX, property, value));
        }
    }

    /// @throws IllegalArgumentException when one is out of its range; the message names it
    BenchmarkOptions options() {
        try {
            return new BenchmarkOptions(timeLimit, warmUp, rounds, round, keep);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + "." + e.getMessage(), e);
        }
    }
}
