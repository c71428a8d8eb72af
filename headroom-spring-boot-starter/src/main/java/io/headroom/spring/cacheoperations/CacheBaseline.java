package io.headroom.spring.cacheoperations;

import io.headroom.cache.CacheStatistics;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.Latency;
import io.headroom.http.cache.ResponseCache;
import io.headroom.http.cache.ResponseCacheStatistics;
import io.headroom.spring.ResettableFigures;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// From what the figures of caches are told: nothing at the start, and what had been counted at the
/// last reset. The caches themselves count on. Safe for use by many threads.
final class CacheBaseline implements ResettableFigures {

    private final HeadroomCaches caches;
    private final Supplier<@Nullable ResponseCache> responses;
    private final InstantSource clock;
    private volatile Counted counted;

    private record Counted(
            Instant since,
            Map<String, CacheStatistics> caches,
            @Nullable ResponseCacheStatistics responses) {}

    CacheBaseline(
            HeadroomCaches caches,
            Supplier<@Nullable ResponseCache> responses,
            InstantSource clock) {
        this.caches = caches;
        this.responses = responses;
        this.clock = clock;
        this.counted = new Counted(clock.instant(), Map.of(), null);
    }

    @Override
    public String scope() {
        return "cache";
    }

    @Override
    public Instant since() {
        return counted.since();
    }

    @Override
    public void beginAnew() {
        Map<String, CacheStatistics> now = new HashMap<>();
        caches.statistics().forEach(each -> now.put(each.name(), each));
        ResponseCache answers = responses.get();
        counted =
                new Counted(
                        clock.instant(),
                        Map.copyOf(now),
                        answers == null ? null : answers.statistics());
    }

    /// What a cache did since; what it holds is of now.
    CacheStatistics since(CacheStatistics now) {
        CacheStatistics then = counted.caches().get(now.name());
        return then == null
                ? now
                : new CacheStatistics(
                        now.name(),
                        since(now.l1(), then.l1()),
                        since(now.l2(), then.l2()),
                        since(now.loads(), then.loads()),
                        since(now.invalidations(), then.invalidations()));
    }

    /// What the stored answers did since; null where there are none.
    @Nullable ResponseCacheStatistics responses() {
        ResponseCache answers = responses.get();
        ResponseCacheStatistics then = counted.responses();
        if (answers == null || then == null) {
            return answers == null ? null : answers.statistics();
        }
        ResponseCacheStatistics now = answers.statistics();
        return new ResponseCacheStatistics(
                since(now.requests(), then.requests()),
                now.stored() - then.stored(),
                since(now.refused(), then.refused()),
                now.evictions() - then.evictions(),
                now.entries(),
                now.bytes(),
                now.capacity());
    }

    private static <K> Map<K, Long> since(Map<K, Long> now, Map<K, Long> then) {
        Map<K, Long> added = new HashMap<>();
        now.forEach((what, count) -> added.put(what, count - then.getOrDefault(what, 0L)));
        return added;
    }

    private static CacheStatistics.L1 since(CacheStatistics.L1 now, CacheStatistics.L1 then) {
        return new CacheStatistics.L1(
                now.hits() - then.hits(),
                now.misses() - then.misses(),
                now.evictions() - then.evictions(),
                now.expirations() - then.expirations(),
                now.fillsRejected() - then.fillsRejected(),
                now.staleServed() - then.staleServed(),
                now.incoherent() - then.incoherent(),
                now.entries(),
                now.bytes(),
                since(now.reads(), then.reads()));
    }

    private static CacheStatistics.L2 since(CacheStatistics.L2 now, CacheStatistics.L2 then) {
        return new CacheStatistics.L2(
                now.hits() - then.hits(),
                now.misses() - then.misses(),
                now.bypassed() - then.bypassed(),
                now.busy() - then.busy(),
                now.undecodable() - then.undecodable(),
                now.fills() - then.fills(),
                now.fillsRejected() - then.fillsRejected(),
                now.fillsFailed() - then.fillsFailed(),
                since(now.reads(), then.reads()));
    }

    private static CacheStatistics.Loads since(
            CacheStatistics.Loads now, CacheStatistics.Loads then) {
        return new CacheStatistics.Loads(
                now.succeeded() - then.succeeded(),
                now.failed() - then.failed(),
                now.collapsed() - then.collapsed(),
                now.timedOut() - then.timedOut(),
                now.cancelled() - then.cancelled(),
                now.early() - then.early(),
                now.revalidations() - then.revalidations(),
                since(now.time(), then.time()));
    }

    private static CacheStatistics.Invalidations since(
            CacheStatistics.Invalidations now, CacheStatistics.Invalidations then) {
        return new CacheStatistics.Invalidations(
                now.local() - then.local(),
                now.remote() - then.remote(),
                now.deferred() - then.deferred(),
                now.flushes() - then.flushes());
    }

    /// The buckets of a cache have the same bounds all its life.
    private static Latency since(Latency now, Latency then) {
        List<Latency.Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < now.buckets().size(); i++) {
            Latency.Bucket bucket = now.buckets().get(i);
            long before = i < then.buckets().size() ? then.buckets().get(i).count() : 0;
            buckets.add(new Latency.Bucket(bucket.upTo(), bucket.count() - before));
        }
        return new Latency(now.count() - then.count(), now.total().minus(then.total()), buckets);
    }
}
