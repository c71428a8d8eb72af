package io.headroom.postgres.statement;

import java.util.Arrays;

/// How far a statement is from what it usually takes.
///
/// The usual is the median of its means by slot, the spread their median absolute deviation, scaled
/// by 1.4826 to compare with a standard deviation (Rousseeuw and Croux, "Alternatives to the median
/// absolute deviation", 1993): a few bad slots move neither.
///
/// @param usualMillis the median mean of the earlier slots; NaN while there are too few
/// @param spreadMillis their scaled median absolute deviation, at least 5 % of the median and 20 µs
/// @param nowMillis the mean of the newest slots; NaN while it ran too seldom
/// @param drifting whether it takes so much longer that somebody should look
public record Drift(double usualMillis, double spreadMillis, double nowMillis, boolean drifting) {

    /// Nothing is known yet.
    static final Drift UNKNOWN = new Drift(Double.NaN, Double.NaN, Double.NaN, false);

    /// The newest slot has just begun, so it is taken together with the one before.
    private static final int NEWEST = 2;

    private static final double LEAST_CALLS = 5;
    private static final int LEAST_SLOTS = 6;
    private static final double DEVIATIONS = 6;
    private static final double CONSISTENT = 1.4826;

    static Drift of(Series series, int slots, double factor) {
        double[] usual = series.means(NEWEST, slots, LEAST_CALLS);
        double calls = series.calls(0, NEWEST);
        double now = calls >= LEAST_CALLS ? series.millis(0, NEWEST) / calls : Double.NaN;
        if (usual.length < LEAST_SLOTS) {
            return new Drift(Double.NaN, Double.NaN, now, false);
        }
        double median = median(usual);
        double[] deviations = new double[usual.length];
        for (int i = 0; i < usual.length; i++) {
            deviations[i] = Math.abs(usual[i] - median);
        }
        double spread = Math.max(CONSISTENT * median(deviations), Math.max(median * 0.05, 0.02));
        boolean drifting = now > median * factor && now - median > DEVIATIONS * spread;
        return new Drift(median, spread, now, drifting);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
