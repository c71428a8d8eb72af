package io.headroom.benchmarks.faults;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Draws numbers from 0 on, where the probability of `i` is proportional to `1 / (i + 1)^s`.
/// Immutable.
final class Zipf {

    private final double[] cumulative;

    Zipf(int numbers, double exponent) {
        cumulative = new double[numbers];
        double sum = 0;
        for (int i = 0; i < numbers; i++) {
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
