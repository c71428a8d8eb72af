package io.headroom.spring.cacheoperations;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheStatistics;
import io.headroom.cache.Invalidation;
import io.headroom.cache.KeyHeat;
import io.headroom.cache.L1Limit;
import io.headroom.cache.L2Health;
import io.headroom.cache.Latency;
import io.headroom.http.cache.ResponseCacheStatistics;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is said of caches over HTTP.
final class CacheViews {

    private CacheViews() {}

    /// @param since from when all is counted: the start, or the last reset
    /// @param hitRate of all caches, from 0 to 1
    record Status(
            Instant since,
            double hitRate,
            Shared shared,
            List<CacheView> caches,
            @Nullable ResponseCacheStatistics responses) {}

    /// The shared tier.
    record Shared(
            String state,
            Instant since,
            String detail,
            boolean logConnected,
            double logLagMillis,
            double stalenessBoundMillis,
            int pendingInvalidations) {

        static Shared of(L2Health health) {
            return new Shared(
                    health.state().name().toLowerCase(Locale.ROOT),
                    health.since(),
                    health.detail(),
                    health.logConnected(),
                    health.logLag().toNanos() / 1e6,
                    health.stalenessBound().toNanos() / 1e6,
                    health.pendingInvalidations());
        }
    }

    /// Quantiles are the upper bounds of the buckets they lie in; beyond the last bucket they are
    /// left out.
    record LatencyView(
            long count,
            double meanMillis,
            @Nullable Double p50Millis,
            @Nullable Double p95Millis,
            @Nullable Double p99Millis) {

        static @Nullable LatencyView of(Latency latency) {
            return latency.count() == 0
                    ? null
                    : new LatencyView(
                            latency.count(),
                            latency.total().toNanos() / 1e6 / latency.count(),
                            quantile(latency, 0.5),
                            quantile(latency, 0.95),
                            quantile(latency, 0.99));
        }

        private static @Nullable Double quantile(Latency latency, double quantile) {
            return latency.buckets().stream()
                    .filter(bucket -> bucket.count() >= quantile * latency.count())
                    .findFirst()
                    .map(bucket -> bucket.upTo().toNanos() / 1e6)
                    .orElse(null);
        }
    }

    record LocalView(
            long hits,
            long misses,
            double hitRate,
            long entries,
            @Nullable Long maximumEntries,
            @Nullable Long maximumBytes,
            long bytes,
            long evictions,
            long expirations,
            long staleServed,
            long fillsRejected,
            @Nullable LatencyView reads) {}

    record SharedView(
            long hits,
            long misses,
            double hitRate,
            long bypassed,
            long fills,
            long fillsRejected,
            long fillsFailed,
            long undecodable,
            @Nullable LatencyView reads) {}

    record LoadsView(
            long succeeded,
            long failed,
            long collapsed,
            long timedOut,
            long early,
            long revalidations,
            @Nullable LatencyView time) {}

    record CacheView(
            String name,
            double ttlSeconds,
            double hitRate,
            LocalView l1,
            @Nullable SharedView l2,
            LoadsView loads,
            CacheStatistics.Invalidations invalidations) {

        static CacheView of(Cache<?, ?> cache, CacheStatistics figures) {
            CacheStatistics.L1 l1 = figures.l1();
            CacheStatistics.L2 l2 = figures.l2();
            CacheStatistics.Loads loads = figures.loads();
            return new CacheView(
                    figures.name(),
                    cache.options().loading().ttl().toMillis() / 1e3,
                    figures.hitRate(),
                    new LocalView(
                            l1.hits(),
                            l1.misses(),
                            share(l1.hits(), l1.misses()),
                            l1.entries(),
                            cache.options().l1() instanceof L1Limit.Entries(long most)
                                    ? Long.valueOf(most)
                                    : null,
                            cache.options().l1() instanceof L1Limit.Weight(var most)
                                    ? Long.valueOf(most.count())
                                    : null,
                            l1.bytes(),
                            l1.evictions(),
                            l1.expirations(),
                            l1.staleServed(),
                            l1.fillsRejected(),
                            LatencyView.of(l1.reads())),
                    cache.options().l2().enabled()
                            ? new SharedView(
                                    l2.hits(),
                                    l2.misses(),
                                    share(l2.hits(), l2.misses()),
                                    l2.bypassed(),
                                    l2.fills(),
                                    l2.fillsRejected(),
                                    l2.fillsFailed(),
                                    l2.undecodable(),
                                    LatencyView.of(l2.reads()))
                            : null,
                    new LoadsView(
                            loads.succeeded(),
                            loads.failed(),
                            loads.collapsed(),
                            loads.timedOut(),
                            loads.early(),
                            loads.revalidations(),
                            LatencyView.of(loads.time())),
                    figures.invalidations());
        }
    }

    static double share(long hits, long misses) {
        return hits + misses == 0 ? 0 : (double) hits / (hits + misses);
    }

    /// @param reads estimated from a sample since the key was first noticed; 0 for a key that was
    ///   not
    record KeyView(String cache, String key, long reads) {

        static KeyView of(String cache, KeyHeat<?> heat) {
            return new KeyView(cache, String.valueOf(heat.key()), heat.reads());
        }
    }

    /// @param outcome `applied` on every node, `logged` and on its way to the others, `local` where
    ///   nothing is shared, `deferred` until the shared tier answers
    record Outcome(List<String> caches, String outcome, @Nullable String reason) {

        static Outcome of(List<String> caches, Invalidation invalidation) {
            return switch (invalidation) {
                case Invalidation.Applied _ -> new Outcome(caches, "applied", null);
                case Invalidation.Logged _ -> new Outcome(caches, "logged", null);
                case Invalidation.Local _ -> new Outcome(caches, "local", null);
                case Invalidation.Deferred(String reason, var _) ->
                        new Outcome(caches, "deferred", reason);
            };
        }
    }
}
