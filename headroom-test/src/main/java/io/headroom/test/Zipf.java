package io.headroom.test;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Draws ranks as the requests of many users fall on what is popular: from 0 on, where the
/// probability of rank `i` is proportional to `1 / (i + 1)^s`. Immutable.
public final class Zipf {

    private final double[] cumulative;

    /// @param ranks how many, at least 1; takes 8 bytes for each
    /// @param exponent `s`, 0 for an even distribution
    public Zipf(int ranks, double exponent) {
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

    /// The next rank, from 0 on.
    public int next(RandomGenerator random) {
        double at = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, at);
        return Math.min(found >= 0 ? found : -found - 1, cumulative.length - 1);
    }
}
