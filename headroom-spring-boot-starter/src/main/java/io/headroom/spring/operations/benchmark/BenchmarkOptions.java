package io.headroom.spring.operations.benchmark;

import java.time.Duration;

/// How long and how often is measured.
///
/// @param timeLimit the longest run in all, from 1 s to 30 s
/// @param warmUp how long each operation is called before its times count, from 1 ms to 5 s
/// @param rounds how many stretches of time are compared with each other, from 2 to 20
/// @param round the length of one, from 1 ms to 5 s
/// @param keep how many runs are remembered, from 1 to 200
record BenchmarkOptions(Duration timeLimit, Duration warmUp, int rounds, Duration round, int keep) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    BenchmarkOptions {
        require("time-limit", timeLimit, Duration.ofSeconds(1), Duration.ofSeconds(30));
        require("warm-up", warmUp, SHORTEST, LONGEST);
        require("round", round, SHORTEST, LONGEST);
        require("rounds", rounds, 2, 20);
        require("keep", keep, 1, 200);
    }

    private static void require(String property, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "%s must be from %d to %d ms, but is %s"
                            .formatted(property, least.toMillis(), most.toMillis(), value));
        }
    }

    private static void require(String property, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s must be from %d to %d, but is %d".formatted(property, least, most, value));
        }
    }
}
