package io.headroom.benchmarks.subject;

import java.time.Duration;
import java.time.InstantSource;

/// What all systems are opened with alike.
///
/// @param redisPort of the Redis on 127.0.0.1, or of a proxy before it
/// @param ttl how long values live in both tiers
/// @param localEntries how many entries a node keeps in process at most
/// @param tagged whether entries are stored under a tag, where the system has tags
/// @param clock the node's wall clock, where the system takes one
/// @param commandTimeout the longest wait for a command of Redis in all rivals; Headroom has its
///   own budgets
/// @param source where values come from
public record Settings(
        int redisPort,
        Duration ttl,
        int localEntries,
        boolean tagged,
        InstantSource clock,
        Duration commandTimeout,
        Source source) {

    /// The address of Redis.
    public String redisUrl() {
        return "redis://127.0.0.1:" + redisPort;
    }
}
