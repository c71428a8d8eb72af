package io.headroom.marketplace.observation;

import io.headroom.cache.CacheStatistics;
import io.headroom.cache.HeadroomCaches;
import io.headroom.operations.Operations;
import io.headroom.operations.health.Deduction;
import io.headroom.operations.health.HealthReport;
import io.headroom.spring.MeterSnapshot;
import io.headroom.spring.PrometheusText;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/catalog/metrics`: the catalogue's own figures.
@RestController
@RequestMapping("/catalog/metrics")
class CatalogMetricsController {

    private final PrometheusMeterRegistry registry;
    private final PrometheusText text;
    private final HeadroomCaches caches;
    private final Operations operations;
    private final InstantSource clock;

    CatalogMetricsController(
            PrometheusMeterRegistry registry,
            HeadroomCaches caches,
            Operations operations,
            InstantSource clock) {
        this.registry = registry;
        this.text = new PrometheusText(registry, name -> name.startsWith("catalog_"));
        this.caches = caches;
        this.operations = operations;
        this.clock = clock;
    }

    record Snapshot(Instant at, Map<String, List<MeterSnapshot>> metrics) {}

    record Layer(long hits, long misses, double hitRate) {

        static Layer of(long hits, long misses) {
            return new Layer(
                    hits, misses, hits + misses == 0 ? 0 : (double) hits / (hits + misses));
        }
    }

    /// @param hitRate the share of reads that the database was spared
    record Caches(double hitRate, Map<String, Layer> layers, long entries) {}

    record Health(String level, double score, Map<String, Double> components, List<String> lost) {}

    /// Those whose names begin with `catalog_`.
    @GetMapping
    ResponseEntity<byte[]> text() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header(HttpHeaders.CONTENT_TYPE, PrometheusText.PLAIN)
                .body(text.in(PrometheusText.PLAIN));
    }

    @GetMapping("/json")
    ResponseEntity<Snapshot> json() {
        return answer(
                new Snapshot(
                        clock.instant(),
                        MeterSnapshot.of(registry, name -> name.startsWith("catalog."))));
    }

    @GetMapping("/cache")
    ResponseEntity<Caches> cache() {
        List<CacheStatistics> all = caches.statistics();
        Map<String, Layer> layers = new TreeMap<>();
        layers.put("l1", layer(all, s -> s.l1().hits(), s -> s.l1().misses()));
        layers.put("l2", layer(all, s -> s.l2().hits(), s -> s.l2().misses()));
        layers.put("l3", layer(all, s -> s.loads().succeeded(), s -> s.loads().failed()));
        long spared = sum(all, s -> s.l1().hits() + s.l2().hits());
        long reads = sum(all, s -> s.l1().hits() + s.l1().misses());
        return answer(
                new Caches(
                        Layer.of(spared, reads - spared).hitRate(),
                        layers,
                        sum(all, s -> s.l1().entries())));
    }

    private static Layer layer(
            List<CacheStatistics> all,
            ToLongFunction<CacheStatistics> hits,
            ToLongFunction<CacheStatistics> misses) {
        return Layer.of(sum(all, hits), sum(all, misses));
    }

    private static long sum(List<CacheStatistics> all, ToLongFunction<CacheStatistics> figure) {
        return all.stream().mapToLong(figure).sum();
    }

    @GetMapping("/health")
    ResponseEntity<Health> health() {
        HealthReport report = operations.health();
        Map<String, Double> components = new TreeMap<>();
        report.components()
                .forEach(each ->
                        components.put(
                                each.component().name().toLowerCase(Locale.ROOT), each.score()));
        return answer(
                new Health(
                        report.level().name().toLowerCase(Locale.ROOT),
                        report.score(),
                        components,
                        report.issues().stream().map(Deduction::reason).toList()));
    }

    private static <T> ResponseEntity<T> answer(T body) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(body);
    }
}
