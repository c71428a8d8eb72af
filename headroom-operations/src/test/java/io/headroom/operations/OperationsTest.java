package io.headroom.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.operations.alert.Alert;
import io.headroom.operations.health.FigureCheck;
import io.headroom.operations.health.HealthCheck;
import io.headroom.operations.health.ServiceLevelCheck;
import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.History;
import io.headroom.operations.history.HistoryOptions;
import io.headroom.operations.slo.EventCount;
import io.headroom.operations.slo.EventCounter;
import io.headroom.operations.slo.Indicator;
import io.headroom.operations.slo.Objective;
import io.headroom.operations.slo.SloFile;
import io.headroom.operations.slo.SloStatus;
import io.headroom.operations.state.StateFile;
import io.headroom.test.ManualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A service by the shipped service levels, second by second.
class OperationsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir private Path folder;

    private final ManualTime time = new ManualTime();
    private final EventCounter requests = new EventCounter();
    private final Map<String, Double> figures =
            new HashMap<>(Map.of("system.cpu_ratio", 0.3, "service.ready", 1.0));
    private Operations operations;

    @BeforeEach
    void begin() {
        operations = start();
    }

    private Operations start() {
        Map<String, EventCount> counts = new HashMap<>();
        for (Objective objective : SloFile.defaults().objectives()) {
            if (!(objective.indicator() instanceof Indicator.Sampled)) {
                counts.put(
                        objective.name(),
                        objective.name().startsWith("api-") ? requests : new EventCounter());
            }
        }
        History history = new History(HistoryOptions.defaults(), time, time::nanos);
        AtomicReference<List<SloStatus>> status = new AtomicReference<>(List.of());
        Supplier<List<SloStatus>> known = status::get;
        FigureSource source = to -> figures.forEach(to::gauge);
        List<HealthCheck> checks =
                List.of(
                        new FigureCheck(FigureCheck.shipped(), history::latest),
                        new ServiceLevelCheck(known));
        Operations made =
                new Operations(
                        new Operations.Watched(
                                SloFile.defaults(),
                                List.of(source, _ -> status.set(operations().status())),
                                checks,
                                counts,
                                new StateFile(folder.resolve("operations/state.bin"))),
                        history,
                        time);
        operations = made;
        return made;
    }

    private Operations operations() {
        return operations;
    }

    private List<Alert> run(Duration duration, int good, int bad) {
        List<Alert> changes = new ArrayList<>();
        for (long i = 0; i < duration.toSeconds(); i++) {
            for (int event = 0; event < good + bad; event++) {
                requests.add(event < good);
            }
            changes.addAll(operations.tick());
            time.advance(SECOND);
        }
        return changes;
    }

    @Test
    void aHealthyHourHasFullMarksAndNoAlert() {
        assertThat(run(Duration.ofHours(1), 100, 0)).isEmpty();
        assertThat(operations.health().score()).isEqualTo(100);
        assertThat(operations.alerts().active()).isEmpty();
        assertThat(operations.status()).allMatch(SloStatus::isKept);
    }

    @Test
    void anOutageIsAlertedWithinMinutesAndShowsInTheScore() {
        run(Duration.ofMinutes(50), 100, 0);
        List<Alert> changes = run(Duration.ofMinutes(10), 50, 50);
        assertThat(changes)
                .extracting(alert -> alert.rule().id())
                .contains("HeadroomBudgetBurnsFast:api-errors");
        assertThat(operations.health().score()).isLessThan(71);
        assertThat(operations.health().issues().getFirst().reason())
                .contains("api-")
                .contains("error budget burns");
    }

    @Test
    void busyProcessorsAreAlertedOnceAndCountAgainstTheirObjective() {
        figures.put("system.cpu_ratio", 0.95);
        List<Alert> changes = run(Duration.ofMinutes(20), 1, 0);
        assertThat(changes)
                .extracting(alert -> alert.rule().name())
                .containsExactly("HeadroomCpuExhausted");
        SloStatus cpu =
                operations.status().stream()
                        .filter(each -> each.objective().name().equals("cpu"))
                        .findFirst()
                        .orElseThrow();
        assertThat(cpu.bad()).isBetween(1_180.0, 1_200.0);
        assertThat(cpu.good()).isZero();
    }

    @Test
    void aRestartGoesOnWhereItWas() throws IOException {
        run(Duration.ofMinutes(10), 99, 1);
        operations.save();
        double budget = operations.status().get(4).budgetRemaining();
        start();
        assertThat(operations.status().get(4).budgetRemaining()).isEqualTo(budget);
        time.advance(SECOND);
        operations.tick();
        assertThat(
                        operations
                                .history()
                                .query(
                                        List.of("system.cpu_ratio"),
                                        Duration.ofMinutes(5),
                                        Duration.ofMinutes(1))
                                .getFirst()
                                .values())
                .doesNotContain(Double.NaN);
    }

    @Test
    void aSecondCallInASecondDoesNothing() {
        operations.tick();
        figures.put("system.cpu_ratio", 0.9);
        assertThat(operations.tick()).isEmpty();
        assertThat(operations.history().latest("system.cpu_ratio")).isEqualTo(0.3f);
    }
}
