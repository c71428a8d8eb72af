package io.headroom.operations.history;

import java.time.Instant;

/// What a figure was over a stretch of time: means of equal steps. Immutable.
public final class Series {

    private final String figure;
    private final Instant start;
    private final int stepSeconds;
    private final double[] values;

    Series(String figure, Instant start, int stepSeconds, double[] values) {
        this.figure = figure;
        this.start = start;
        this.stepSeconds = stepSeconds;
        this.values = values;
    }

    /// What another history told.
    ///
    /// @param start when the first value's step begins
    /// @param values the oldest first, NaN for gaps; not to be changed any more
    public static Series of(String figure, Instant start, int stepSeconds, double[] values) {
        return new Series(figure, start, stepSeconds, values);
    }

    /// The figure's name.
    public String figure() {
        return figure;
    }

    /// When the first value's step begins.
    public Instant start() {
        return start;
    }

    /// How much time a value stands for.
    public int stepSeconds() {
        return stepSeconds;
    }

    /// The values, the oldest first; NaN is a gap. A copy.
    public double[] values() {
        return values.clone();
    }
}
