package io.headroom.load;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A figure that a threshold can limit.
enum Measure {
    CATALOG_P90_MILLIS("catalogue p90", "ms", figures -> figures.catalog().p90Millis()),
    SEARCH_P90_MILLIS("search p90", "ms", figures -> figures.search().p90Millis()),
    RECOMMENDATION_P90_MILLIS(
            "recommendation p90", "ms", figures -> figures.recommendation().p90Millis()),
    ALL_P95_MILLIS("p95 of all requests", "ms", figures -> figures.all().p95Millis()),
    ERROR_PERCENT("errors", "%", figures -> figures.errorPercent()),
    PEAK_RATE("good answers at the peak", "requests/s", figures -> figures.peakRate()),
    HIT_RATE_PERCENT("hit rate", "%", figures -> figures.hitRatePercent()),
    POOL_TIMEOUTS("waits for a connection that timed out", "", figures -> figures.poolTimeouts()),
    STALE_READS("stale reads", "", figures -> (double) figures.staleReads());

    private final String label;
    private final String unit;

    @SuppressWarnings("ImmutableEnumChecker") // none of the functions has a state
    private final Function<Figures, @Nullable Double> figure;

    Measure(String label, String unit, Function<Figures, @Nullable Double> figure) {
        this.label = label;
        this.unit = unit;
        this.figure = figure;
    }

    /// The figure, null when the run did not give it.
    @Nullable Double of(Figures figures) {
        return figure.apply(figures);
    }

    String label() {
        return label;
    }

    /// Empty for a count.
    String unit() {
        return unit;
    }
}
