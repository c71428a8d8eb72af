package io.headroom.benchmarks.advisor;

import java.util.List;

/// Quantiles of a few values.
final class Quantile {

    private Quantile() {}

    /// The smallest value that a share of all does not exceed; 0 for none.
    static double of(List<Double> values, double share) {
        if (values.isEmpty()) {
            return 0;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int rank = (int) Math.ceil(share * sorted.size());
        return sorted.get(Math.max(1, rank) - 1);
    }
}
