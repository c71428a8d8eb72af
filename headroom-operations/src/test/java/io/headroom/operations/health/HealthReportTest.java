package io.headroom.operations.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headroom.operations.health.HealthReport.ComponentHealth;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthReportTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static Deduction lost(Component component, double points, boolean issue) {
        return new Deduction(
                component, points, issue, component + " lost " + points, "Mend " + component + ".");
    }

    private static HealthReport report(Deduction... deductions) {
        return HealthReport.of(
                NOW,
                List.of(findings -> {
                    for (Component component : Component.values()) {
                        findings.examined(component);
                    }
                    for (Deduction deduction : deductions) {
                        findings.deduct(deduction);
                    }
                }));
    }

    @ParameterizedTest
    @CsvSource({
        "100, EXCELLENT",
        "90, EXCELLENT",
        "89.9, GOOD",
        "70, GOOD",
        "69.9, DEGRADED",
        "50, DEGRADED",
        "49.9, CRITICAL",
        "0, CRITICAL"
    })
    void aScoreHasItsLevel(double score, Level level) {
        assertThat(Level.of(score)).isEqualTo(level);
    }

    @Test
    void everyLostPointIsExplained() {
        HealthReport report =
                report(
                        lost(Component.DATABASE, 12, true),
                        lost(Component.DATABASE, 7, false),
                        lost(Component.CACHE, 40, false));
        for (ComponentHealth each : report.components()) {
            assertThat(100 - each.score())
                    .isCloseTo(
                            each.lost().stream().mapToDouble(Deduction::points).sum(),
                            within(1e-9));
        }
        assertThat(report.score()).isCloseTo(100 - 12 - 7 - 20, within(1e-9));
        assertThat(report.issues()).hasSize(1);
        assertThat(report.warnings())
                .extracting(Deduction::component)
                .containsExactly(Component.CACHE, Component.DATABASE);
        assertThat(report.recommendations()).containsExactly("Mend DATABASE.", "Mend CACHE.");
    }

    @Test
    void aServiceWithoutItsDatabaseIsAtZeroAndOneWithoutItsCacheAtFifty() {
        assertThat(report(lost(Component.DATABASE, 100, true)).score()).isZero();
        assertThat(report(lost(Component.CACHE, 100, true)).score()).isEqualTo(50);
        assertThat(
                        report(
                                        lost(Component.DATABASE, 100, true),
                                        lost(Component.DATABASE, 100, true),
                                        lost(Component.CACHE, 100, true))
                                .score())
                .isZero();
    }

    @Test
    void whatNobodyLookedAtHasNoScore() {
        HealthReport report =
                HealthReport.of(NOW, List.of(findings -> findings.examined(Component.SEARCH)));
        assertThat(report.components())
                .extracting(ComponentHealth::component)
                .containsExactly(Component.SEARCH);
        assertThat(report.level()).isEqualTo(Level.EXCELLENT);
    }

    @Test
    void aCheckThatFailsIsAFindingItself() {
        HealthReport report =
                HealthReport.of(
                        NOW,
                        List.of(
                                _ -> {
                                    throw new IllegalStateException("away");
                                },
                                findings -> findings.examined(Component.CACHE)));
        assertThat(report.score()).isEqualTo(90);
        assertThat(report.warnings().getFirst().reason()).contains("away");
        assertThat(report.components()).hasSize(2);
    }

    @Test
    void aFigureCostsMoreTheWorseItIs() {
        Map<String, Double> figures = new HashMap<>(Map.of("http.error_ratio", 0.001));
        HealthCheck check =
                new FigureCheck(
                        FigureCheck.shipped(), name -> figures.getOrDefault(name, Double.NaN));
        assertThat(HealthReport.of(NOW, List.of(check)).score()).isEqualTo(100);
        figures.put("http.error_ratio", 0.02);
        HealthReport some = HealthReport.of(NOW, List.of(check));
        assertThat(some.score()).isBetween(70.0, 80.0);
        assertThat(some.issues().getFirst().reason())
                .isEqualTo("Failed requests: 2.0 % (nothing is lost up to 0.1, 60 points at 5.0).");
        figures.put("http.error_ratio", 0.5);
        assertThat(HealthReport.of(NOW, List.of(check)).score()).isEqualTo(40);
        figures.put("cache.hit_ratio", 0.4);
        assertThat(HealthReport.of(NOW, List.of(check)).score()).isEqualTo(20);
    }

    @Test
    void aSlopeIsZeroToMost() {
        Slope falling = new Slope(0.85, 0.4, 40);
        assertThat(falling.points(0.9)).isZero();
        assertThat(falling.points(0.625)).isCloseTo(20, within(1e-9));
        assertThat(falling.points(0.1)).isEqualTo(40);
        assertThat(falling.points(Double.NaN)).isZero();
        assertThatThrownBy(() -> new Slope(1, 1, 10)).hasMessageContaining("good and bad");
        assertThatThrownBy(() -> new Slope(1, 2, 101)).hasMessageContaining("at most 100");
    }
}
