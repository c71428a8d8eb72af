package io.headroom.postgres.index;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// How well predictions held: what was predicted against what was measured.
///
/// @param built indexes that were built
/// @param kept those that stayed
/// @param reverted those that were dropped again
/// @param failed changes that came to nothing
/// @param medianSizeRatio the median of built size over predicted size, 1 for perfect; NaN when
///   nothing was built
/// @param medianSavingError the median of measured minus predicted saving, as shares of time,
///   negative when too much was promised; NaN when nothing was measured
public record TrackRecord(
        int built,
        int kept,
        int reverted,
        int failed,
        double medianSizeRatio,
        double medianSavingError) {

    /// Sums up changes.
    public static TrackRecord of(List<IndexChange> changes) {
        return new TrackRecord(
                count(changes, change -> change.built().bytes() > 0),
                count(changes, change -> change.state() instanceof ChangeState.Kept),
                count(changes, change -> change.state() instanceof ChangeState.Reverted),
                count(changes, change -> change.state() instanceof ChangeState.Failed),
                median(changes, TrackRecord::sizeRatio),
                median(changes, TrackRecord::savingError));
    }

    private static double sizeRatio(IndexChange change) {
        double predicted = change.proposal().predictedSize().count();
        return change.built().bytes() > 0 && predicted > 0
                ? change.built().bytes() / predicted
                : Double.NaN;
    }

    private static double savingError(IndexChange change) {
        return change.state() instanceof ChangeState.Kept(double measured)
                ? measured - change.proposal().predictedSaving()
                : Double.NaN;
    }

    private static int count(List<IndexChange> changes, Predicate<IndexChange> which) {
        return (int) changes.stream().filter(which).count();
    }

    private static double median(List<IndexChange> changes, ToDoubleFunction<IndexChange> figure) {
        double[] known =
                changes.stream()
                        .mapToDouble(figure)
                        .filter(value -> !Double.isNaN(value))
                        .toArray();
        Arrays.sort(known);
        return known.length == 0 ? Double.NaN : known[known.length / 2];
    }
}
