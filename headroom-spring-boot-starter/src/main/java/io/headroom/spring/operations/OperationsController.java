package io.headroom.spring.operations;

import io.headroom.operations.Operations;
import io.headroom.operations.history.Series;
import io.headroom.operations.slo.SloEngine;
import io.headroom.operations.slo.SloStatus;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.AllNodes.Gathered;
import io.headroom.spring.operations.AllNodes.Past;
import io.headroom.spring.operations.LiveSnapshot.Live;
import io.headroom.spring.operations.OperationsViews.Budget;
import io.headroom.spring.operations.OperationsViews.Compliance;
import io.headroom.spring.operations.OperationsViews.HealthView;
import io.headroom.spring.operations.OperationsViews.ObjectiveView;
import io.headroom.spring.operations.OperationsViews.Overview;
import io.headroom.spring.operations.OperationsViews.Summary;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `…/health`, `…/summary`, `…/overview` and `…/sla/compliance`, from memory.
@RestController
final class OperationsController {

    private static final String BASE = OwnCalls.BASE;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SPARK = Duration.ofMinutes(1);

    /// What one screen shows.
    static final List<String> SHOWN =
            List.of(
                    "http.requests_per_second",
                    "http.errors_per_second",
                    "http.p50_seconds",
                    "http.p95_seconds",
                    "http.p99_seconds",
                    "http.error_ratio",
                    "cache.hit_ratio",
                    "pool.utilisation_ratio",
                    "pool.waiting",
                    "database.busy_connections",
                    "database.query_p95_seconds",
                    "search.p95_seconds",
                    "system.cpu_ratio",
                    "memory.heap_ratio",
                    "system.disk_ratio",
                    "jvm.gc_ratio",
                    "scheduler.lag_seconds");

    private final Operations operations;
    private final AllNodes allNodes;
    private final OperatorGate gate;
    private final InstantSource clock;

    OperationsController(
            Operations operations, AllNodes allNodes, OperatorGate gate, InstantSource clock) {
        this.operations = operations;
        this.allNodes = allNodes;
        this.gate = gate;
        this.clock = clock;
    }

    @GetMapping({BASE + "/health", "/metrics/health"})
    ResponseEntity<Answer<HealthView>> health(
            HttpServletRequest request, @RequestParam(defaultValue = AllNodes.THIS) String nodes) {
        gate.reads(request);
        if (allNodes.areMeant(request, nodes)) {
            Gathered gathered = allNodes.states(request).get();
            return Answer.ok(gathered.together().health(gathered.answered()));
        }
        return Answer.ok(HealthView.of(operations.health()));
    }

    @GetMapping({BASE + "/summary", "/metrics/summary"})
    ResponseEntity<Answer<Summary>> summary(
            HttpServletRequest request, @RequestParam(defaultValue = AllNodes.THIS) String nodes) {
        gate.reads(request);
        if (allNodes.areMeant(request, nodes)) {
            Gathered gathered = allNodes.states(request).get();
            Live live = gathered.together().live();
            return Answer.ok(
                    Summary.of(
                            live,
                            live.budgets().stream().map(Budget::of).toList(),
                            gathered.answered()));
        }
        return Answer.ok(
                Summary.of(
                        new Live(
                                clock.instant(),
                                uptimeSeconds(),
                                HealthView.of(operations.health()),
                                activeAlerts(),
                                List.of(),
                                figures()),
                        budgets(),
                        null));
    }

    @GetMapping({BASE + "/overview", BASE + "/metrics/overview", "/metrics/overview"})
    ResponseEntity<Answer<Overview>> overview(
            HttpServletRequest request, @RequestParam(defaultValue = AllNodes.THIS) String nodes) {
        gate.reads(request);
        if (allNodes.areMeant(request, nodes)) {
            return Answer.ok(overviewOfAll(request));
        }
        return Answer.ok(
                new Overview(
                        clock.instant(),
                        uptimeSeconds(),
                        HealthView.of(operations.health()),
                        activeAlerts(),
                        budgets(),
                        figures(),
                        sparklines(SHOWN).stream().map(SeriesView::of).toList(),
                        null));
    }

    /// Both questions are under way at once, so that they have one deadline.
    private Overview overviewOfAll(HttpServletRequest request) {
        int minute = (int) SPARK.toSeconds();
        Supplier<HistoryView> past =
                allNodes.history(
                        request,
                        new Past((int) HOUR.toMinutes(), minute, SHOWN, SHOWN),
                        this::sparklines);
        Gathered gathered = allNodes.states(request).get();
        Live live = gathered.together().live();
        return new Overview(
                live.at(),
                live.uptimeSeconds(),
                live.health(),
                live.alerts(),
                live.budgets().stream().map(Budget::of).toList(),
                live.figures(),
                past.get().series(),
                gathered.answered());
    }

    private List<Series> sparklines(List<String> figures) {
        return operations.history().query(figures, HOUR, SPARK);
    }

    private List<AlertView> activeAlerts() {
        return operations.alerts().active().stream().map(AlertView::of).toList();
    }

    /// The tightest first.
    private List<Budget> budgets() {
        return operations.status().stream()
                .sorted(Comparator.comparingDouble(SloStatus::budgetRemaining))
                .map(Budget::of)
                .toList();
    }

    private static double uptimeSeconds() {
        return ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
    }

    private Map<String, Double> figures() {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String figure : SHOWN) {
            Double value = OperationsViews.known(operations.history().latest(figure));
            if (value != null) {
                values.put(figure, value);
            }
        }
        return values;
    }

    @GetMapping({BASE + "/sla/compliance", "/metrics/sla/compliance"})
    ResponseEntity<Answer<Compliance>> compliance(HttpServletRequest request) {
        gate.reads(request);
        SloEngine slos = operations.slos();
        Duration period = slos.definitions().period();
        List<ObjectiveView> objectives =
                operations.status().stream()
                        .map(status -> {
                            String name = status.objective().name();
                            return ObjectiveView.of(
                                    status,
                                    period,
                                    slos.compliance(name, 1, 24),
                                    slos.compliance(name, 24, (int) period.toDays()));
                        })
                        .toList();
        return Answer.ok(
                new Compliance(
                        period.toDays(),
                        objectives.stream().allMatch(ObjectiveView::kept),
                        objectives));
    }
}
