package io.headroom.spring;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheStatistics;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.L2Health;
import io.headroom.cache.Latency;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// `headroom_cache_*`: what every cache did, by cache and tier.
final class CacheMetrics {

    private static final String PREFIX = "headroom.cache.";

    private final MeterRegistry registry;

    private CacheMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    static void bind(HeadroomCaches caches, MeterRegistry registry) {
        CacheMetrics metrics = new CacheMetrics(registry);
        caches.all().forEach(metrics::bind);
        Gauge.builder(PREFIX + "l2.available", caches, CacheMetrics::available)
                .description("1 while the shared tier serves, 0 while it is left alone")
                .register(registry);
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
        counter(cache, "fills.failed", "tier", "l2", s -> s.l2().fillsFailed());
        counter(cache, "stale.served", "tier", "l1", s -> s.l1().staleServed());
        counter(cache, "loads", "result", "success", s -> s.loads().succeeded());
        counter(cache, "loads", "result", "failure", s -> s.loads().failed());
        counter(cache, "loads", "result", "collapsed", s -> s.loads().collapsed());
        counter(cache, "invalidations", "cause", "local", s -> s.invalidations().local());
        counter(cache, "invalidations", "cause", "remote", s -> s.invalidations().remote());
        counter(cache, "invalidations", "cause", "flush", s -> s.invalidations().flushes());
        gauge(cache, "entries", null, s -> s.l1().entries());
        gauge(cache, "size", "bytes", s -> s.l1().bytes());
        timer(cache, "load", s -> s.loads().time());
        timer(cache, "l2.read", s -> s.l2().reads());
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

    private void timer(
            Cache<?, ?> cache, String figure, Function<CacheStatistics, Latency> latency) {
        FunctionTimer.builder(
                        PREFIX + figure,
                        cache,
                        c -> latency.apply(c.statistics()).count(),
                        c -> latency.apply(c.statistics()).total().toNanos(),
                        TimeUnit.NANOSECONDS)
                .tags("cache", name(cache))
                .register(registry);
    }

    private static String name(Cache<?, ?> cache) {
        return cache.options().name();
    }
}
