package io.headroom.operations.finding;

import java.time.Duration;

/// What may be tuned without asking, and how far.
///
/// @param mostConnections the largest pool, from 1 to 1,000; 50 by default
/// @param mostEntries the largest cache that is limited by entries, at least 1; 100,000 by default
/// @param mostBytes the largest cache that is limited by bytes, at least 1; 256 MB by default
/// @param longestTtl the longest time that values are fresh, positive; 15 minutes by default
/// @param coolDown how long something is left alone whose last change did not help; 1 hour by
///   default
public record AutoTuneBounds(
        int mostConnections,
        long mostEntries,
        long mostBytes,
        Duration longestTtl,
        Duration coolDown) {

    private static final long LARGEST_NUMBER_OF_ENTRIES = 10_000_000;

    public AutoTuneBounds {
        if (mostConnections < 1 || mostConnections > 1_000) {
            throw new IllegalArgumentException(
                    "mostConnections must be from 1 to 1000: " + mostConnections);
        }
        if (mostEntries < 1 || mostEntries > LARGEST_NUMBER_OF_ENTRIES) {
            throw new IllegalArgumentException(
                    "mostEntries must be from 1 to 10,000,000: " + mostEntries);
        }
        if (mostBytes < 1) {
            throw new IllegalArgumentException("mostBytes must be at least 1: " + mostBytes);
        }
        if (!longestTtl.isPositive() || coolDown.isNegative()) {
            throw new IllegalArgumentException(
                    "longestTtl must be positive and coolDown not negative: %s, %s"
                            .formatted(longestTtl, coolDown));
        }
    }

    /// 50 connections, 100,000 entries, 256 MB, 15 minutes, 1 hour.
    public static AutoTuneBounds defaults() {
        return new AutoTuneBounds(
                50, 100_000, 256L * 1024 * 1024, Duration.ofMinutes(15), Duration.ofHours(1));
    }

    /// Why it may not be done without asking; empty when it may.
    String objection(Action action) {
        return switch (action) {
            case Action.PoolSize(String _, int _, int to) ->
                    to <= mostConnections
                            ? ""
                            : "More than %d connections are not for auto-tune."
                                    .formatted(mostConnections);
            case Action.CacheSize(String _, long _, long to, boolean inBytes) -> {
                long most = inBytes ? mostBytes : mostEntries;
                yield to <= most
                        ? ""
                        : "A cache of more than %s %s is not for auto-tune."
                                .formatted(Observation.number(most), inBytes ? "bytes" : "entries");
            }
            case Action.CacheTtl(String _, Duration _, Duration to) ->
                    to.compareTo(longestTtl) <= 0
                            ? ""
                            : "Values fresh for more than %s are not for auto-tune."
                                    .formatted(Observation.time(longestTtl));
            case Action.CreateIndex _,
                    Action.EndSession _,
                    Action.WarmUp _,
                    Action.RefreshView _,
                    Action.RateLimit _ ->
                    action.kind() + " is for an operator to decide.";
        };
    }
}
