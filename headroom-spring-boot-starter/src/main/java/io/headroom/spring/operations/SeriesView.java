package io.headroom.spring.operations;

import io.headroom.operations.history.Series;
import io.headroom.operations.node.MergedSeries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a figure was, as calls answer it: null is a gap.
///
/// @param merging how values of several nodes became one; null for one node
/// @param nodes from how many nodes each value is made; null for one node
record SeriesView(
        String figure,
        List<@Nullable Double> values,
        @Nullable String merging,
        @Nullable List<Integer> nodes) {

    /// What another node told may lack anything.
    SeriesView {
        Objects.requireNonNull(figure);
        Objects.requireNonNull(values);
    }

    static SeriesView of(Series series) {
        return new SeriesView(series.figure(), values(series), null, null);
    }

    static SeriesView of(MergedSeries merged) {
        return new SeriesView(
                merged.series().figure(),
                values(merged.series()),
                merged.merging().label(),
                Arrays.stream(merged.nodes()).boxed().toList());
    }

    private static List<@Nullable Double> values(Series series) {
        List<@Nullable Double> values = new ArrayList<>();
        for (double value : series.values()) {
            values.add(OperationsViews.known(value));
        }
        return values;
    }

    /// As it was told.
    Series series(Instant start, int stepSeconds) {
        double[] told = new double[values.size()];
        for (int i = 0; i < told.length; i++) {
            Double value = values.get(i);
            told[i] = value == null ? Double.NaN : value;
        }
        return Series.of(figure, start, stepSeconds, told);
    }
}
