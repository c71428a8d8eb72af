package io.headroom.load;

import org.jspecify.annotations.Nullable;

/// A figure that a threshold can limit.
enum Measure {
    CATALOG_P90_MILLIS("catalogue p90", "ms") {
        @Override
        @Nullable Double of(Figures figures) {
            return figures.catalog().p90Millis();
        }
    },
    SEARCH_P90_MILLIS("search p90", "ms") {
        @Override
        @Nullable Double of(Figures figures) {
            return figures.search().p90Millis();
        }
    },
    RECOMMENDATION_P90_MILLIS("recommendation p90", "ms") {
        @Override
        @Nullable Double of(Figures figures) {
            return figures.recommendation().p90Millis();
        }
    },
    ALL_P95_MILLIS("p95 of all requests", "ms") {
        @Override
        @Nullable Double of(Figures figures) {
            return figures.all().p95Millis();
        }
    },
    ERROR_PERCENT("errors", "%") {
        @Override
        Double of(Figures figures) {
            return figures.errorPercent();
        }
    },
    PEAK_RATE("good answers at the peak", "requests/s") {
        @Override
        Double of(Figures figures) {
            return figures.peakRate();
        }
    },
    HIT_RATE_PERCENT("hit rate", "%") {
        @Override
        @Nullable Double of(Figures figures) {
            return figures.hitRatePercent();
        }
    },
    POOL_TIMEOUTS("waits for a connection that timed out", "") {
        @Override
        @Nullable Double of(Figures figures) {
            return figures.poolTimeouts();
        }
    },
    STALE_READS("stale reads", "") {
        @Override
        Double of(Figures figures) {
            return (double) figures.staleReads();
        }
    };

    private final String label;
    private final String unit;

    Measure(String label, String unit) {
        this.label = label;
        this.unit = unit;
    }

    /// The figure, null when the run did not give it.
    abstract @Nullable Double of(Figures figures);

    String label() {
        return label;
    }

    /// Empty for a count.
    String unit() {
        return unit;
    }
}
