package io.headroom.operations.finding;

import java.util.List;

/// How good predictions were.
///
/// @param measured how many were put to the test
/// @param within how many of them came true: the measured change lay in the interval
/// @param medianError how far outside of the interval the measured change lay, the median of all;
///   NaN when none was measured
public record TrackRecord(int measured, int within, double medianError) {

    /// That of these changes.
    public static TrackRecord of(List<Change> changes) {
        List<Change> told =
                changes.stream()
                        .filter(Change::isMeasured)
                        .filter(each -> !each.offer().prediction().figure().isEmpty())
                        .toList();
        double[] errors =
                told.stream()
                        .mapToDouble(each -> each.offer().prediction().error(each.change()))
                        .sorted()
                        .toArray();
        int count = errors.length;
        double median = count == 0 ? Double.NaN : (errors[(count - 1) / 2] + errors[count / 2]) / 2;
        int within = (int) told.stream().filter(TrackRecord::cameTrue).count();
        return new TrackRecord(count, within, median);
    }

    private static boolean cameTrue(Change change) {
        return change.offer().prediction().holds(change.change());
    }
}
