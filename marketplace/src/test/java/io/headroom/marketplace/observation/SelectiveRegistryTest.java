package io.headroom.marketplace.observation;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.spring.PrometheusText;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SelectiveRegistryTest {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(
                    PrometheusConfig.DEFAULT, new SelectiveRegistry(), Clock.SYSTEM);
    private final AtomicInteger asked = new AtomicInteger();
    private final PrometheusText catalog =
            new PrometheusText(registry, name -> name.startsWith("catalog_"));
    private final PrometheusText all = new PrometheusText(registry, _ -> true);
    private final Gauge other =
            Gauge.builder("service.questions", asked::incrementAndGet).register(registry);
    private final Timer reads = Timer.builder("catalog.reads").register(registry);

    private static String text(PrometheusText of) {
        return new String(of.in(PrometheusText.PLAIN), StandardCharsets.UTF_8);
    }

    @Test
    void whoAsksForSomeNamesAsksTheOthersNothingOnceTheyAreKnown() {
        reads.record(Duration.ofSeconds(1));
        text(all);
        int before = asked.get();
        assertThat(text(catalog))
                .contains("catalog_reads_seconds_count 1")
                .contains("catalog_reads_seconds_max")
                .doesNotContain("service_questions");
        assertThat(asked).hasValue(before);
        assertThat(text(all)).contains("catalog_reads_seconds_count 1").contains("service_");
        assertThat(asked.get()).isGreaterThan(before);
    }

    @Test
    void aNewSeriesIsToldAndARemovedMeterIsNot() {
        text(catalog);
        Timer.builder("catalog.writes").tag("kind", "item").register(registry);
        assertThat(text(catalog)).contains("catalog_writes_seconds_count{kind=\"item\"} 0");
        registry.remove(reads);
        registry.remove(other);
        assertThat(text(catalog)).doesNotContain("catalog_reads").contains("catalog_writes");
        assertThat(text(all)).doesNotContain("service_questions");
    }
}
