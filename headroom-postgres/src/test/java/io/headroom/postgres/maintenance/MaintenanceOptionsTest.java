package io.headroom.postgres.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headroom.core.Bytes;
import io.headroom.postgres.MaterializedView;
import io.headroom.postgres.ViewStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MaintenanceOptionsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void nonsenseIsRefusedByName() {
        assertThat(InspectionOptions.defaults()).isNotNull();
        refuses("tableBloatShare", () -> options(0, 0.5, SECOND, 1, 1.1, SECOND, SECOND));
        refuses("indexBloatShare", () -> options(0.3, 1, SECOND, 1, 1.1, SECOND, SECOND));
        refuses("heldFor", () -> options(0.3, 0.5, Duration.ZERO, 1, 1.1, SECOND, SECOND));
        refuses("heldTransactions", () -> options(0.3, 0.5, SECOND, 0, 1.1, SECOND, SECOND));
        refuses("freezeAgeTimes", () -> options(0.3, 0.5, SECOND, 1, 0.9, SECOND, SECOND));
        refuses("freezeAgeTimes", () -> options(0.3, 0.5, SECOND, 1, Double.NaN, SECOND, SECOND));
        refuses("unusedFor", () -> options(0.3, 0.5, SECOND, 1, 1.1, Duration.ZERO, SECOND));
        refuses("timeout", () -> options(0.3, 0.5, SECOND, 1, 1.1, SECOND, Duration.ZERO));
        refuses("budget", () -> new OptimizeLimits(Duration.ofMillis(999), SECOND, Duration.ZERO));
        refuses(
                "lockTimeout",
                () -> new OptimizeLimits(SECOND, Duration.ofMinutes(2), Duration.ZERO));
        refuses(
                "vacuumCostDelay",
                () -> new OptimizeLimits(SECOND, SECOND, Duration.ofMillis(101)));
    }

    private static void refuses(String property, Runnable construction) {
        assertThatIllegalArgumentException()
                .isThrownBy(construction::run)
                .withMessageStartingWith(property + " must be");
    }

    private static InspectionOptions options(
            double table,
            double index,
            Duration heldFor,
            long held,
            double freeze,
            Duration unusedFor,
            Duration timeout) {
        return new InspectionOptions(
                Bytes.of(1), table, index, Bytes.of(0), heldFor, held, freeze, unusedFor, timeout);
    }

    @Test
    void nothingIsDoneOnAStandby() {
        Finding stale =
                new Finding(
                        FindingKind.NEVER_ANALYSED,
                        Severity.WARNING,
                        "public.t",
                        Map.of(),
                        "",
                        "ANALYZE public.t");
        assertThat(plan(false, List.of(stale), Set.of())).hasSize(1);
        assertThat(plan(true, List.of(stale), Set.of())).isEmpty();
    }

    @Test
    void bloatDuplicatesAndUnusedIndexesStayAdvice() {
        for (FindingKind kind :
                List.of(
                        FindingKind.TABLE_BLOAT,
                        FindingKind.INDEX_BLOAT,
                        FindingKind.DUPLICATE_INDEX,
                        FindingKind.REDUNDANT_INDEX,
                        FindingKind.UNUSED_INDEX,
                        FindingKind.HELD_HORIZON,
                        FindingKind.XID_WRAPAROUND)) {
            Finding finding =
                    new Finding(kind, Severity.ADVICE, "public.t", Map.of(), "", "DROP TABLE t");
            assertThat(plan(false, List.of(finding), Set.of())).as(kind.label()).isEmpty();
        }
    }

    @Test
    void aViewIsOverdueAtOneAndAHalfOfItsInterval() {
        MaterializedView hourly = new MaterializedView("hourly", Duration.ofHours(1));
        assertThat(status(hourly, NOW.minus(Duration.ofMinutes(90))).isOverdue(NOW)).isFalse();
        assertThat(status(hourly, NOW.minus(Duration.ofMinutes(91))).isOverdue(NOW)).isTrue();
        assertThat(
                        new ViewStatus("new", Duration.ofHours(1), null, Duration.ZERO, 0, "")
                                .isOverdue(NOW))
                .isTrue();
    }

    private static ViewStatus status(MaterializedView view, Instant refreshedAt) {
        return new ViewStatus(view.name(), view.interval(), refreshedAt, Duration.ZERO, 0, "");
    }

    private static List<MaintenanceAction> plan(
            boolean replica, List<Finding> findings, Set<String> byHand) {
        Inspection inspection =
                new Inspection(NOW, Duration.ZERO, "18", replica, findings, List.of(), List.of());
        return MaintenancePlan.of(inspection, List.of(), byHand, NOW);
    }
}
