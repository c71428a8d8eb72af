package io.headroom.spring.timing;

/// What a route did.
///
/// @param endpoint the route's pattern
/// @param requests answers over the last minute
/// @param errors those of them with status 500 and above
/// @param ratePerSecond answers per second over the last minute
/// @param meanMillis their mean duration
/// @param p50Millis the duration that half of them did not exceed, to 3 %
/// @param split the mean duration, part by part
/// @param totalRequests answers since the start or the last reset
/// @param totalErrors errors since then
record EndpointFigures(
        String endpoint,
        long requests,
        long errors,
        double ratePerSecond,
        double meanMillis,
        double p50Millis,
        double p95Millis,
        double p99Millis,
        SplitMillis split,
        long totalRequests,
        long totalErrors) {}
