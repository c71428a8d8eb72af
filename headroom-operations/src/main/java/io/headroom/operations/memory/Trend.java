package io.headroom.operations.memory;

import java.util.Arrays;

/// Where a series goes, whatever its noise looks like.
///
/// Slope: the median of the slopes of all pairs (P. K. Sen, "Estimates of the Regression
/// Coefficient Based on Kendall's Tau", Journal of the American Statistical Association 63, 1968).
/// Significance: M. G. Kendall, *Rank Correlation Methods*, 1975, as H. B. Mann's test, with the
/// correction for continuity and ties.
///
/// @param points how many
/// @param slope in the series' unit per unit of time
/// @param z of the test that there is no trend; 1.96 is passed by chance once in 40 times, upwards
/// @param start the line's value at the first point
/// @param end the line's value at the last point
record Trend(int points, double slope, double z, double start, double end) {

    static final Trend NONE = new Trend(0, 0, 0, Double.NaN, Double.NaN);

    /// @param x ascending
    static Trend of(double[] x, double[] y) {
        int n = x.length;
        if (n < 3) {
            return NONE;
        }
        double[] slopes = new double[n * (n - 1) / 2];
        int pairs = 0;
        long s = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                s += (long) Math.signum(y[j] - y[i]);
                if (x[j] > x[i]) {
                    slopes[pairs++] = (y[j] - y[i]) / (x[j] - x[i]);
                }
            }
        }
        if (pairs == 0) {
            return NONE;
        }
        double slope = median(Arrays.copyOf(slopes, pairs));
        double[] rests = new double[n];
        for (int i = 0; i < n; i++) {
            rests[i] = y[i] - slope * x[i];
        }
        double intercept = median(rests);
        double variance = (n * (n - 1.0) * (2 * n + 5) - ties(y)) / 18;
        double z = variance > 0 ? (s - Math.signum((double) s)) / Math.sqrt(variance) : 0;
        return new Trend(n, slope, z, intercept + slope * x[0], intercept + slope * x[n - 1]);
    }

    private static double ties(double[] y) {
        double[] sorted = y.clone();
        Arrays.sort(sorted);
        double sum = 0;
        int from = 0;
        for (int i = 1; i <= sorted.length; i++) {
            if (i == sorted.length || sorted[i] != sorted[from]) {
                double t = i - from;
                sum += t * (t - 1) * (2 * t + 5);
                from = i;
            }
        }
        return sum;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
