package io.headroom.spring.ratelimit;

import io.github.bucket4j.Bucket;
import io.headroom.operations.finding.Action.Limited;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/// The limits in force in this process. Each is a bucket that holds what is let in within a second,
/// and fills evenly. Safe for use by many threads.
final class RateLimits {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MonotonicTime time;
    private final Map<Limited, Map<String, Limit>> limits = new EnumMap<>(Limited.class);

    private record Limit(int perSecond, Bucket bucket) {}

    RateLimits(LongSupplier nanoTime) {
        this.time = new MonotonicTime(nanoTime);
        for (Limited each : Limited.values()) {
            limits.put(each, new ConcurrentHashMap<>());
        }
    }

    private Map<String, Limit> of(Limited what) {
        return limits.getOrDefault(what, Map.of());
    }

    /// Whether anything of a kind is limited.
    boolean anyOf(Limited what) {
        return !of(what).isEmpty();
    }

    /// How many are limited of a kind.
    int count(Limited what) {
        return of(what).size();
    }

    /// Takes a request.
    ///
    /// @return whether it may go on
    boolean admits(Limited what, String name) {
        Limit limit = of(what).get(name);
        return limit == null || limit.bucket().tryConsume(1);
    }

    /// How many a second are let in; 0 where there is no limit.
    int perSecond(Limited what, String name) {
        Limit limit = of(what).get(name);
        return limit == null ? 0 : limit.perSecond();
    }

    /// Sets a limit.
    ///
    /// @param perSecond at least 1; 0 for no limit
    void set(Limited what, String name, int perSecond) {
        if (perSecond == 0) {
            of(what).remove(name);
        } else {
            of(what).put(name, new Limit(perSecond, bucket(perSecond)));
        }
    }

    private Bucket bucket(int perSecond) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, SECOND))
                .build();
    }

    /// Tells the names that are limited, and how many a second each is let in.
    void each(Limited what, BiConsumer<String, Integer> to) {
        of(what).forEach((name, limit) -> to.accept(name, limit.perSecond()));
    }
}
