package io.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheOptions;
import io.headroom.cache.HeadroomCaches;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

class CacheMetricsTest {

    @Test
    void everyFigureOfTheContractIsThereFromTheStart() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (HeadroomCaches caches = HeadroomCaches.builder().build()) {
            Cache<Long, String> items = caches.localCache(CacheOptions.named("items"));
            CacheMetrics.bind(caches, registry);
            assertThat(items.getOrLoad(1L, _ -> "one")).isEqualTo("one");
            assertThat(items.get(1L)).isEqualTo("one");
            var _ = items.invalidate(1L);
            assertThat(registry.scrape())
                    .contains(
                            "headroom_cache_requests_total{cache=\"items\",result=\"hit\",tier=\"l1\"} 1.0",
                            "headroom_cache_requests_total{cache=\"items\",result=\"miss\",tier=\"l1\"} 1.0",
                            "headroom_cache_requests_total{cache=\"items\",result=\"bypassed\",tier=\"l2\"}",
                            "headroom_cache_evictions_total{cache=\"items\",tier=\"l1\"} 0.0",
                            "headroom_cache_entries{cache=\"items\",tier=\"l1\"} 0.0",
                            "headroom_cache_size_bytes{cache=\"items\",tier=\"l1\"}",
                            "headroom_cache_fills_rejected_total{cache=\"items\",tier=\"l2\"} 0.0",
                            "headroom_cache_loads_total{cache=\"items\",result=\"success\"} 1.0",
                            "headroom_cache_invalidations_total{cache=\"items\",cause=\"local\"} 1.0",
                            "headroom_cache_invalidations_total{cache=\"items\",cause=\"remote\"} 0.0",
                            "headroom_cache_duration_seconds_bucket{cache=\"items\",tier=\"l3\",le=\"+Inf\"} 1",
                            "headroom_cache_duration_seconds_count{cache=\"items\",tier=\"l2\"} 0",
                            "headroom_cache_staleness_bound_seconds",
                            "headroom_cache_log_lag_seconds",
                            "headroom_cache_invalidations_pending",
                            "headroom_cache_l2_available 0.0");
        }
    }
}
