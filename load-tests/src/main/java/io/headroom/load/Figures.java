package io.headroom.load;

import org.jspecify.annotations.Nullable;

/// What thresholds are judged by.
///
/// @param catalog latencies of [RequestGroup#CATALOG]
/// @param errorPercent failed or never answered requests among all that were due
/// @param peakRate good answers a second of requests that were due in the peak phase
/// @param hitRatePercent cacheable reads answered without a load; null when the service did not
///   tell
/// @param poolTimeouts requests for a connection of the pool that timed out; null likewise
/// @param staleReads answers with a lower version of an item than a write had confirmed before
record Figures(
        LatencySummary all,
        LatencySummary catalog,
        LatencySummary search,
        LatencySummary recommendation,
        double errorPercent,
        double peakRate,
        @Nullable Double hitRatePercent,
        @Nullable Double poolTimeouts,
        long staleReads) {}
