package io.headroom.load;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Draws ranks from 0 on, where the probability of rank `i` is proportional to `1 / (i + 1)^s`.
/// Immutable.
final class Zipf {

    private final double[] cumulative;

    /// @param ranks at least 1
    /// @param exponent `s`, 0 for an even distribution
    Zipf(int ranks, double exponent) {
        if (ranks < 1) {
            throw new IllegalArgumentException("ranks must be at least 1, but is " + ranks);
        }
        cumulative = new double[ranks];
        double sum = 0;
        for (int i = 0; i < ranks; i++) {
            sum += 1 / Math.pow(i + 1.0, exponent);
            cumulative[i] = sum;
        }
    }

    int next(RandomGenerator random) {
        double at = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, at);
        return Math.min(found >= 0 ? found : -found - 1, cumulative.length - 1);
    }
}
