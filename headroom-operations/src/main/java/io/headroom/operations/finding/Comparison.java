package io.headroom.operations.finding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Compares a figure before and after a change.
///
/// 1. Seconds that follow each other are alike, so that a test on them would find significance
///    everywhere: means of five seconds are compared, half a minute of which are the least.
/// 2. More load makes most figures worse: only seconds are used whose load lies in what both times
///    have in common, within a tenth. Where too little is left, there is no answer.
/// 3. Mann and Whitney's U (*On a Test of Whether one of Two Random Variables is Stochastically
///    Larger than the Other*, Annals of Mathematical Statistics 18, 1947), two-sided, by the normal
///    approximation with the corrections for ties and continuity, which is good from eight values
///    on; Vargha and Delaney's A (*A Critique and Improvement of the CL Common Language Effect Size
///    Statistics*, Journal of Educational and Behavioral Statistics 25, 2000) for the size.
///
/// @param change the change of the median, as a share of what it was
/// @param pValue how likely such a difference is by chance
/// @param larger the likelihood that a value after is larger than one before: A
/// @param before how many means before were compared
/// @param after how many after
record Comparison(double change, double pValue, double larger, int before, int after) {

    static final int BLOCK_SECONDS = 5;
    static final int LEAST_BLOCKS = 8;
    private static final double LOAD_MARGIN = 0.1;

    /// Of nothing with nothing.
    static final Comparison NOTHING = new Comparison(Double.NaN, Double.NaN, Double.NaN, 0, 0);

    /// Seconds of a figure with the load of each; NaN where there is none. The arrays are not
    /// copied.
    static final class Seconds {

        private final double[] values;
        private final double[] load;

        Seconds(double[] values, double[] load) {
            if (values.length != load.length) {
                throw new IllegalArgumentException("a load for each value is needed");
            }
            this.values = values;
            this.load = load;
        }

        static Seconds none() {
            return new Seconds(new double[0], new double[0]);
        }

        int count() {
            return values.length;
        }

        double value(int second) {
            return values[second];
        }

        double load(int second) {
            return load[second];
        }

        /// Of the figure's means of five seconds, those whose load lies within two values.
        double[] blocks(double least, double most) {
            List<Double> means = new ArrayList<>();
            for (int from = 0; from + BLOCK_SECONDS <= values.length; from += BLOCK_SECONDS) {
                double mean = mean(values, from);
                double busy = mean(load, from);
                if (Double.isFinite(mean) && busy >= least && busy <= most) {
                    means.add(mean);
                }
            }
            return means.stream().mapToDouble(Double::doubleValue).toArray();
        }

        private double[] loads() {
            double[] means = new double[values.length / BLOCK_SECONDS];
            for (int i = 0; i < means.length; i++) {
                means[i] = mean(load, i * BLOCK_SECONDS);
            }
            return Arrays.stream(means).filter(Double::isFinite).toArray();
        }

        private static double mean(double[] of, int from) {
            double sum = 0;
            int count = 0;
            for (int i = from; i < from + BLOCK_SECONDS; i++) {
                if (Double.isFinite(of[i])) {
                    sum += of[i];
                    count++;
                }
            }
            return count == 0 ? Double.NaN : sum / count;
        }
    }

    /// Whether enough was compared to tell something.
    boolean isKnown() {
        return before >= LEAST_BLOCKS && after >= LEAST_BLOCKS;
    }

    static Comparison of(Seconds before, Seconds after) {
        double[] loadBefore = before.loads();
        double[] loadAfter = after.loads();
        double least = Math.max(min(loadBefore), min(loadAfter)) * (1 - LOAD_MARGIN);
        double most = Math.min(max(loadBefore), max(loadAfter)) * (1 + LOAD_MARGIN);
        return of(before.blocks(least, most), after.blocks(least, most));
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElse(Double.POSITIVE_INFINITY);
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElse(Double.NEGATIVE_INFINITY);
    }

    static Comparison of(double[] before, double[] after) {
        int m = before.length;
        int n = after.length;
        if (m == 0 || n == 0) {
            return new Comparison(Double.NaN, Double.NaN, Double.NaN, m, n);
        }
        double u = 0;
        for (double x : before) {
            for (double y : after) {
                u += y > x ? 1 : y == x ? 0.5 : 0;
            }
        }
        double middle = m * (double) n / 2;
        int all = m + n;
        double variance =
                m * (double) n / 12 * (all + 1 - ties(before, after) / (all * (all - 1.0)));
        double z =
                variance <= 0 ? 0 : Math.max(0, Math.abs(u - middle) - 0.5) / Math.sqrt(variance);
        double was = median(before);
        double is = median(after);
        double change = was == 0 ? (is == 0 ? 0 : Math.signum(is)) : (is - was) / Math.abs(was);
        return new Comparison(change, 2 * upperTail(z), u / (m * (double) n), m, n);
    }

    /// The sum of t³ − t over all groups of t equal values.
    private static double ties(double[] before, double[] after) {
        double[] all = Arrays.copyOf(before, before.length + after.length);
        System.arraycopy(after, 0, all, before.length, after.length);
        Arrays.sort(all);
        double sum = 0;
        int from = 0;
        for (int i = 1; i <= all.length; i++) {
            if (i == all.length || all[i] != all[from]) {
                double t = i - from;
                sum += t * t * t - t;
                from = i;
            }
        }
        return sum;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// The normal distribution's upper tail, to 7.5·10⁻⁸ (Abramowitz and Stegun, *Handbook of
    /// Mathematical Functions*, 26.2.17).
    private static double upperTail(double z) {
        double t = 1 / (1 + 0.2316419 * z);
        double poly =
                t
                        * (0.319381530
                                + t
                                        * (-0.356563782
                                                + t
                                                        * (1.781477937
                                                                + t
                                                                        * (-1.821255978
                                                                                + t
                                                                                        * 1.330274429))));
        return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * poly;
    }
}
