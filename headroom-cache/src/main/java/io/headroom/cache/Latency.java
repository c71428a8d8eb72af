package io.headroom.cache;

import java.time.Duration;
import java.util.List;

/// A distribution of durations.
///
/// @param count how many
/// @param total their sum
/// @param buckets how many were at most so long, cumulated and ascending; those longer than the
///   last bound are in `count` alone
public record Latency(long count, Duration total, List<Bucket> buckets) {

    public Latency {
        buckets = List.copyOf(buckets);
    }

    /// How many were at most so long.
    ///
    /// @param upTo the upper bound, inclusive
    /// @param count how many were at most so long
    public record Bucket(Duration upTo, long count) {}
}
