package io.headroom.load;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Exact percentiles by nearest rank; failed requests count with the time they took.
///
/// @param count answered and failed requests
/// @param errors failed ones among them
/// @param p50Millis this and the following are null when nothing was counted
record LatencySummary(
        long count,
        long errors,
        @Nullable Double p50Millis,
        @Nullable Double p90Millis,
        @Nullable Double p95Millis,
        @Nullable Double p99Millis,
        @Nullable Double maxMillis) {

    static final LatencySummary EMPTY = new LatencySummary(0, 0, null, null, null, null, null);

    /// @param micros latencies in microseconds; gets sorted
    static LatencySummary of(int[] micros, long errors) {
        if (micros.length == 0) {
            return EMPTY;
        }
        Arrays.sort(micros);
        return new LatencySummary(
                micros.length,
                errors,
                percentile(micros, 50),
                percentile(micros, 90),
                percentile(micros, 95),
                percentile(micros, 99),
                percentile(micros, 100));
    }

    /// The percentile by nearest rank.
    ///
    /// @param sorted not empty
    /// @return milliseconds
    static double percentile(int[] sorted, int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(1, rank) - 1] / 1_000.0;
    }
}
