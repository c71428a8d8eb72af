package io.headroom.spring;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheStatistics;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.L2Health;
import io.headroom.cache.Latency;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// `headroom_cache_*`: what every cache did, by cache and tier, and how far behind this node is.
final class CacheMetrics {

    private static final String PREFIX = "headroom.cache.";
    private static final double NANOS_PER_SECOND = 1e9;

    private final MeterRegistry registry;

    private CacheMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /// Registers the figures of all caches there are; a cache that has them already keeps them.
    static void bind(HeadroomCaches caches, MeterRegistry registry) {
        CacheMetrics metrics = new CacheMetrics(registry);
        caches.all().forEach(metrics::bind);
        metrics.bindTier(caches);
        if (registry instanceof PrometheusMeterRegistry prometheus) {
            prometheus.getPrometheusRegistry().register(new Latencies(caches));
        }
    }

    private void bindTier(HeadroomCaches caches) {
        Gauge.builder(PREFIX + "l2.available", caches, CacheMetrics::available)
                .description("1 while the shared tier serves, 0 while it is left alone")
                .register(registry);
        Gauge.builder(
                        PREFIX + "invalidations.pending",
                        caches,
                        c -> c.l2Health().pendingInvalidations())
                .description("Invalidations that wait for the shared tier to come back")
                .register(registry);
        duration(caches, "staleness.bound", L2Health::stalenessBound)
                .description("How old an invalidation can be that this node has not applied")
                .register(registry);
        duration(caches, "log.lag", L2Health::logLag)
                .description("From the last invalidation of another node to its effect here")
                .register(registry);
    }

    private static TimeGauge.Builder<HeadroomCaches> duration(
            HeadroomCaches caches, String figure, Function<L2Health, Duration> value) {
        return TimeGauge.builder(
                PREFIX + figure,
                caches,
                TimeUnit.NANOSECONDS,
                c -> value.apply(c.l2Health()).toNanos());
    }

    private static double available(HeadroomCaches caches) {
        return caches.l2Health().state() == L2Health.State.CLOSED ? 1 : 0;
    }

    private void bind(Cache<?, ?> cache) {
        requests(cache, "l1", "hit", s -> s.l1().hits());
        requests(cache, "l1", "miss", s -> s.l1().misses());
        requests(cache, "l2", "hit", s -> s.l2().hits());
        requests(cache, "l2", "miss", s -> s.l2().misses());
        requests(cache, "l2", "bypassed", s -> s.l2().bypassed());
        counter(cache, "evictions", "tier", "l1", s -> s.l1().evictions());
        counter(cache, "expirations", "tier", "l1", s -> s.l1().expirations());
        counter(cache, "fills.rejected", "tier", "l1", s -> s.l1().fillsRejected());
        counter(cache, "fills.rejected", "tier", "l2", s -> s.l2().fillsRejected());
        requests(cache, "l1", "incoherent", s -> s.l1().incoherent());
        requests(cache, "l2", "busy", s -> s.l2().busy());
        counter(cache, "fills", "tier", "l2", s -> s.l2().fills());
        counter(cache, "fills.failed", "tier", "l2", s -> s.l2().fillsFailed());
        counter(cache, "undecodable", "tier", "l2", s -> s.l2().undecodable());
        counter(cache, "stale.served", "tier", "l1", s -> s.l1().staleServed());
        counter(cache, "loads", "result", "success", s -> s.loads().succeeded());
        counter(cache, "loads", "result", "failure", s -> s.loads().failed());
        counter(cache, "loads", "result", "collapsed", s -> s.loads().collapsed());
        counter(cache, "loads", "result", "timeout", s -> s.loads().timedOut());
        counter(cache, "loads", "result", "cancelled", s -> s.loads().cancelled());
        counter(cache, "refreshes", "cause", "early", s -> s.loads().early());
        counter(cache, "refreshes", "cause", "stale", s -> s.loads().revalidations());
        counter(cache, "invalidations", "cause", "local", s -> s.invalidations().local());
        counter(cache, "invalidations", "cause", "remote", s -> s.invalidations().remote());
        counter(cache, "invalidations", "cause", "deferred", s -> s.invalidations().deferred());
        counter(cache, "invalidations", "cause", "flush", s -> s.invalidations().flushes());
        gauge(cache, "entries", null, s -> s.l1().entries());
        gauge(cache, "size", "bytes", s -> s.l1().bytes());
    }

    private void requests(
            Cache<?, ?> cache,
            String tier,
            String result,
            ToDoubleFunction<CacheStatistics> value) {
        FunctionCounter.builder(
                        PREFIX + "requests", cache, c -> value.applyAsDouble(c.statistics()))
                .tags("cache", name(cache), "tier", tier, "result", result)
                .description("Reads by tier and result")
                .register(registry);
    }

    private void counter(
            Cache<?, ?> cache,
            String figure,
            String tag,
            String tagValue,
            ToDoubleFunction<CacheStatistics> value) {
        FunctionCounter.builder(PREFIX + figure, cache, c -> value.applyAsDouble(c.statistics()))
                .tags("cache", name(cache), tag, tagValue)
                .register(registry);
    }

    private void gauge(
            Cache<?, ?> cache,
            String figure,
            @Nullable String unit,
            ToDoubleFunction<CacheStatistics> value) {
        Gauge.builder(PREFIX + figure, cache, c -> value.applyAsDouble(c.statistics()))
                .tags("cache", name(cache), "tier", "l1")
                .baseUnit(unit)
                .register(registry);
    }

    private static String name(Cache<?, ?> cache) {
        return cache.options().name();
    }

    /// `headroom_cache_duration_seconds{cache,tier}`: how long hits of the first tier (`l1`, a
    /// sample of them), the shared tier (`l2`) and the loader (`l3`) took, as the caches count it.
    private record Latencies(HeadroomCaches caches) implements MultiCollector {

        @Override
        public MetricSnapshots collect() {
            HistogramSnapshot.Builder histogram =
                    HistogramSnapshot.builder()
                            .name("headroom_cache_duration_seconds")
                            .help("Time of answers by tier; l3 is the loader");
            for (CacheStatistics cache : caches.statistics()) {
                histogram.dataPoint(point(cache.name(), "l1", cache.l1().reads()));
                histogram.dataPoint(point(cache.name(), "l2", cache.l2().reads()));
                histogram.dataPoint(point(cache.name(), "l3", cache.loads().time()));
            }
            return new MetricSnapshots(histogram.build());
        }

        private static HistogramDataPointSnapshot point(String cache, String tier, Latency took) {
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            long before = 0;
            for (Latency.Bucket bucket : took.buckets()) {
                buckets.bucket(
                        bucket.upTo().toNanos() / NANOS_PER_SECOND,
                        Math.max(0, bucket.count() - before));
                before = Math.max(before, bucket.count());
            }
            buckets.bucket(Double.POSITIVE_INFINITY, Math.max(0, took.count() - before));
            return HistogramDataPointSnapshot.builder()
                    .classicHistogramBuckets(buckets.build())
                    .sum(took.total().toNanos() / NANOS_PER_SECOND)
                    .labels(Labels.of("cache", cache, "tier", tier))
                    .build();
        }
    }
}
