package io.headroom.operations.capacity;

import java.time.Duration;

/// How capacity is estimated.
///
/// @param window how far back is looked, from 2 min to 1 h; 15 min by default
/// @param halfLife after how long a sample counts half, from 30 s; 5 min by default
/// @param leastSteps how many steps of 10 s with requests are needed, from 6; 12 by default
/// @param leastRate how many requests per second make a step one with requests, above 0; 5 by
///   default
/// @param leastUtilisation how much of a resource requests have to use for its limit to be told,
///   above 0 and below 1; 0.05 by default
public record CapacityOptions(
        Duration window,
        Duration halfLife,
        int leastSteps,
        double leastRate,
        double leastUtilisation) {

    /// What a sample stands for.
    public static final Duration STEP = Duration.ofSeconds(10);

    public CapacityOptions {
        refuseUnless(
                window.toSeconds() >= 120 && window.toSeconds() <= 3_600,
                "window must be from 2 min to 1 h: " + window);
        refuseUnless(halfLife.toSeconds() >= 30, "halfLife must be at least 30 s: " + halfLife);
        refuseUnless(
                leastSteps >= 6 && leastSteps <= window.dividedBy(STEP) / 2,
                "leastSteps must be from 6 to half the window's steps of 10 s: " + leastSteps);
        refuseUnless(
                leastRate > 0 && Double.isFinite(leastRate),
                "leastRate must be above 0: " + leastRate);
        refuseUnless(
                leastUtilisation > 0 && leastUtilisation < 1,
                "leastUtilisation must be above 0 and below 1: " + leastUtilisation);
    }

    private static void refuseUnless(boolean acceptable, String message) {
        if (!acceptable) {
            throw new IllegalArgumentException(message);
        }
    }

    /// 15 min, 5 min, 12, 5 per second, 0.05.
    public static CapacityOptions defaults() {
        return new CapacityOptions(Duration.ofMinutes(15), Duration.ofMinutes(5), 12, 5, 0.05);
    }
}
