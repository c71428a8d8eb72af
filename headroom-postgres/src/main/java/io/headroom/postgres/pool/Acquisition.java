package io.headroom.postgres.pool;

/// How long callers waited for a connection, over the last minute; all 0 when nobody asked.
///
/// @param count how many got one
/// @param p50Millis the median; quantiles are off by at most 12.5 %
/// @param p95Millis the 95th percentile
/// @param p99Millis the 99th percentile
/// @param maxMillis the longest wait
public record Acquisition(
        long count, double p50Millis, double p95Millis, double p99Millis, double maxMillis) {}
