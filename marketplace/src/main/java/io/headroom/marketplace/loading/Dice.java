package io.headroom.marketplace.loading;

import java.util.Arrays;
import java.util.List;

/// Seeded chance: SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
/// Generators", OOPSLA 2014). Written out, so that the demo stays the same with every JDK.
final class Dice {

    private static final double UNIT = 0x1.0p-53;

    private long state;

    Dice(long seed) {
        state = seed;
    }

    private long bits() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /// From 0 to just below 1.
    double unit() {
        return (bits() >>> 11) * UNIT;
    }

    /// From 0 to `bound` - 1.
    int below(int bound) {
        return (int) (unit() * bound);
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    <T> T of(List<T> values) {
        return values.get(below(values.size()));
    }

    /// About normal with mean 0 and deviation 1: the sum of twelve units less six.
    double bell() {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += unit();
        }
        return sum;
    }

    /// An index drawn by weights, given as their running sums.
    int weighted(double[] runningSums) {
        double target = unit() * runningSums[runningSums.length - 1];
        int found = Arrays.binarySearch(runningSums, target);
        return Math.min(found < 0 ? -found - 1 : found + 1, runningSums.length - 1);
    }
}
