package io.headroom.marketplace.observation;

import io.headroom.cache.CacheStatistics;
import io.headroom.cache.HeadroomCaches;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToLongFunction;

/// `catalog_cache_*`: hits and misses of all the catalogue's caches together, by layer. Layer `l3`
/// is the source of truth: a hit is a load that brought an answer, a miss one that failed.
final class CacheLayerMetrics implements MeterBinder {

    private final HeadroomCaches caches;

    CacheLayerMetrics(HeadroomCaches caches) {
        this.caches = caches;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        count(registry, "hits", "l1", s -> s.l1().hits());
        count(registry, "hits", "l2", s -> s.l2().hits());
        count(registry, "hits", "l3", s -> s.loads().succeeded());
        count(registry, "misses", "l1", s -> s.l1().misses());
        count(registry, "misses", "l2", s -> s.l2().misses());
        count(registry, "misses", "l3", s -> s.loads().failed());
        Gauge.builder("catalog.cache.size", caches, c -> sum(c, s -> s.l1().entries()))
                .description("Entries in the first tier")
                .register(registry);
    }

    private void count(
            MeterRegistry registry,
            String figure,
            String layer,
            ToLongFunction<CacheStatistics> value) {
        FunctionCounter.builder("catalog.cache." + figure, caches, c -> sum(c, value))
                .tags("layer", layer)
                .register(registry);
    }

    private static double sum(HeadroomCaches caches, ToLongFunction<CacheStatistics> value) {
        return caches.statistics().stream().mapToLong(value).sum();
    }
}
