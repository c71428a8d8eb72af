package io.headroom.spring.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.operations.health.FigureCheck;
import io.headroom.operations.health.HealthReport;
import io.headroom.operations.history.Figures;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrafficFiguresTest {

    private static final long SLOW_NANOS = 3_000_000_000L;

    private final TrafficFigures traffic = new TrafficFigures(() -> 0);

    private void slow(int requests) {
        for (int i = 0; i < requests; i++) {
            traffic.finished("/api/items/{id}", "GET", 200, SLOW_NANOS);
        }
    }

    private Map<String, Double> figures() {
        Map<String, Double> read = new HashMap<>();
        traffic.read(
                new Figures() {
                    @Override
                    public void gauge(String name, double value) {
                        read.put(name, value);
                    }

                    @Override
                    public void counter(String name, double total) {
                        read.put(name, total);
                    }
                });
        return read;
    }

    private static double score(Map<String, Double> figures) {
        return HealthReport.of(
                        Instant.EPOCH,
                        List.of(
                                new FigureCheck(
                                        FigureCheck.shipped(),
                                        name -> figures.getOrDefault(name, Double.NaN))))
                .score();
    }

    @Test
    void theFirstSlowRequestsOfAYoungProcessCostNoPoints() {
        slow(19);
        assertThat(figures()).containsEntry("http.requests_per_second", 19.0);
        assertThat(figures().get("http.mean_1m_seconds")).isNaN();
        assertThat(figures().get("http.p95_seconds")).isNaN();
        assertThat(score(figures())).isEqualTo(100);
    }

    @Test
    void manySlowRequestsDo() {
        slow(20);
        assertThat(figures().get("http.mean_1m_seconds")).isEqualTo(3);
        assertThat(figures().get("http.p95_seconds")).isGreaterThan(2.5);
        assertThat(figures().get("http.p99_seconds")).isNaN();
        assertThat(score(figures())).isLessThan(70);
        slow(80);
        assertThat(figures().get("http.p99_seconds")).isGreaterThan(2.5);
    }
}
