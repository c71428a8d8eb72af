package io.headroom.spring.operations;

import io.headroom.operations.history.Series;
import io.headroom.spring.operations.NodeViews.Answered;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What figures were, as calls answer it.
///
/// @param nodes of whom it tells; null for the one that was asked
record HistoryView(
        Instant start, int stepSeconds, List<SeriesView> series, @Nullable Answered nodes) {

    /// What another node told may lack anything.
    HistoryView {
        Objects.requireNonNull(start);
        if (stepSeconds < 1) {
            throw new IllegalArgumentException("stepSeconds must be at least 1: " + stepSeconds);
        }
        series.forEach(each -> Objects.requireNonNull(each));
    }

    static HistoryView of(List<Series> series) {
        return new HistoryView(
                series.getFirst().start(),
                series.getFirst().stepSeconds(),
                series.stream().map(SeriesView::of).toList(),
                null);
    }

    List<Series> told() {
        return series.stream().map(each -> each.series(start, stepSeconds)).toList();
    }
}
