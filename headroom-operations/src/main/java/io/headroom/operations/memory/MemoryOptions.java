package io.headroom.operations.memory;

import java.time.Duration;

/// When a growing live set counts as a leak.
///
/// @param warmUp after the start, what is not looked at: caches fill, classes load; at least 0; 10
///   min by default
/// @param leastPoints how many major collections are needed, from 6 to 256; 8 by default
/// @param leastZ how sure the trend has to be, as the z of Mann and Kendall, above 0; 2.6 by
///   default
/// @param horizon a leak that fills the heap later than that is no matter of alarm; positive; 48 h
///   by default
/// @param leastGrowth by what share of the heap it has to have grown, above 0 and below 1; 0.05 by
///   default
/// @param searchEvery between two searches for the culprit; at least 1 s; 30 min by default
/// @param searchFor how long a search looks, from 1 s to 5 min; 60 s by default
public record MemoryOptions(
        Duration warmUp,
        int leastPoints,
        double leastZ,
        Duration horizon,
        double leastGrowth,
        Duration searchEvery,
        Duration searchFor) {

    public MemoryOptions {
        refuseUnless(!warmUp.isNegative(), "warmUp must be at least 0: " + warmUp);
        refuseUnless(
                leastPoints >= 6 && leastPoints <= LiveSet.MOST_POINTS / 2,
                "leastPoints must be from 6 to 256: " + leastPoints);
        refuseUnless(leastZ > 0, "leastZ must be above 0: " + leastZ);
        refuseUnless(horizon.isPositive(), "horizon must be positive: " + horizon);
        refuseUnless(
                leastGrowth > 0 && leastGrowth < 1,
                "leastGrowth must be above 0 and below 1: " + leastGrowth);
        refuseUnless(
                searchEvery.toSeconds() >= 1, "searchEvery must be at least 1 s: " + searchEvery);
        refuseUnless(
                searchFor.toSeconds() >= 1 && searchFor.toMinutes() <= 5,
                "searchFor must be from 1 s to 5 min: " + searchFor);
    }

    private static void refuseUnless(boolean acceptable, String message) {
        if (!acceptable) {
            throw new IllegalArgumentException(message);
        }
    }

    /// 10 min, 8, 2.6, 48 h, 0.05, 30 min, 60 s.
    public static MemoryOptions defaults() {
        return new MemoryOptions(
                Duration.ofMinutes(10),
                8,
                2.6,
                Duration.ofDays(2),
                0.05,
                Duration.ofMinutes(30),
                Duration.ofSeconds(60));
    }
}
