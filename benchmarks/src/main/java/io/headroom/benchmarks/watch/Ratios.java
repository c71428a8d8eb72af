package io.headroom.benchmarks.watch;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/// Ratios of the same two things, one for each round, and what they say of the true one.
final class Ratios {

    private final double[] sorted;

    /// @param ratios at least six
    Ratios(double[] ratios) {
        sorted = ratios.clone();
        Arrays.sort(sorted);
    }

    double median() {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// The median; in brackets what it lies between with 95 % certainty, and all of them.
    @Override
    public String toString() {
        int away = awayFromEnd(sorted.length);
        return String.format(
                Locale.ROOT,
                "**%.3f** (%.3f to %.3f; %.3f to %.3f)",
                median(),
                sorted[away],
                sorted[sorted.length - 1 - away],
                sorted[0],
                sorted[sorted.length - 1]);
    }

    /// The geometric mean and its standard error.
    String mean() {
        double mean = average(each -> each);
        double variance =
                average(each -> Math.pow(each - mean, 2)) * sorted.length / (sorted.length - 1);
        double error = Math.sqrt(variance / sorted.length);
        return String.format(Locale.ROOT, "%.4f ± %.4f", Math.exp(mean), Math.exp(mean) * error);
    }

    private double average(DoubleUnaryOperator ofLogarithm) {
        return Arrays.stream(sorted).map(Math::log).map(ofLogarithm).average().orElseThrow();
    }

    /// How many values may be left out at each end so that the rest has the median within it with a
    /// probability of at least 95 %: it lies outside when so few of all are on one side of it,
    /// which each is by the toss of a coin (the sign test).
    private static int awayFromEnd(int count) {
        double ways = 1;
        double outside = 1;
        int away = 0;
        while (outside * 2 / Math.pow(2, count) <= 0.05) {
            away++;
            ways = ways * (count - away + 1) / away;
            outside += ways;
        }
        return Math.max(0, away - 1);
    }
}
