package io.headroom.operations.node;

import io.headroom.operations.history.Series;

/// What a figure was over a stretch of time on several nodes together. Immutable.
public final class MergedSeries {

    private final Series series;
    private final Merging merging;
    private final int[] nodes;

    MergedSeries(Series series, Merging merging, int[] nodes) {
        this.series = series;
        this.merging = merging;
        this.nodes = nodes;
    }

    /// The values.
    public Series series() {
        return series;
    }

    /// How each value was made.
    public Merging merging() {
        return merging;
    }

    /// From how many nodes each value was made. A copy.
    public int[] nodes() {
        return nodes.clone();
    }
}
