package io.headroom.cache;

import java.time.Duration;

/// Refuses nonsense in options and names the property that is wrong.
final class Refuse {

    /// Durations beyond this overflow nanoseconds in a long.
    private static final Duration LONGEST = Duration.ofDays(365 * 100);

    private Refuse() {}

    static void unless(boolean sound, String property, String rule, Object actual) {
        if (!sound) {
            throw new IllegalArgumentException(
                    property + " must be " + rule + ", but is " + actual);
        }
    }

    static void unlessPositive(String property, Duration actual) {
        unless(
                actual.isPositive() && actual.compareTo(LONGEST) <= 0,
                property,
                "positive and at most " + LONGEST,
                actual);
    }

    static void ifNegative(String property, Duration actual) {
        unless(
                !actual.isNegative() && actual.compareTo(LONGEST) <= 0,
                property,
                "at least zero and at most " + LONGEST,
                actual);
    }
}
