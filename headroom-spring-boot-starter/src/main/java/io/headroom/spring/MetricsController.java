package io.headroom.spring;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/// `/metrics`: Prometheus text, OpenMetrics or a snapshot in JSON, by `Accept`.
@RestController
final class MetricsController {

    private final PrometheusMeterRegistry registry;
    private final PrometheusText text;
    private final InstantSource clock;

    MetricsController(PrometheusMeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.text = new PrometheusText(registry, _ -> true);
        this.clock = clock;
    }

    record Snapshot(Instant at, Map<String, List<MeterSnapshot>> metrics) {}

    @GetMapping("/metrics")
    ResponseEntity<Object> metrics(
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept) {
        if (accept != null && accept.contains("application/openmetrics-text")) {
            return text(PrometheusText.OPEN_METRICS);
        }
        if (accept != null && accept.contains(MediaType.APPLICATION_JSON_VALUE)) {
            return ResponseEntity.ok()
                    .cacheControl(CacheControl.noStore())
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(new Snapshot(clock.instant(), MeterSnapshot.of(registry, _ -> true)));
        }
        return text(PrometheusText.PLAIN);
    }

    private ResponseEntity<Object> text(String contentType) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .header(HttpHeaders.CONTENT_TYPE, contentType)
                .body(text.in(contentType));
    }
}
