package io.headroom.spring.operations;

import io.headroom.operations.Operations;
import io.headroom.operations.history.Series;
import io.headroom.operations.slo.SloEngine;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.AllNodes.Gathered;
import io.headroom.spring.operations.AllNodes.Past;
import io.headroom.spring.operations.OperationsViews.Compliance;
import io.headroom.spring.operations.OperationsViews.HealthView;
import io.headroom.spring.operations.OperationsViews.ObjectiveView;
import io.headroom.spring.operations.OperationsViews.Overview;
import io.headroom.spring.operations.OperationsViews.Summary;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `…/health`, `…/summary` and `…/overview`, of this node or of all together, and
/// `…/sla/compliance`.
@RestController
final class OperationsController {

    private static final String BASE = OwnCalls.BASE;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SPARK = Duration.ofMinutes(1);

    private final Operations operations;
    private final LiveSnapshot snapshot;
    private final AllNodes allNodes;
    private final OperatorGate gate;

    OperationsController(
            Operations operations, LiveSnapshot snapshot, AllNodes allNodes, OperatorGate gate) {
        this.operations = operations;
        this.snapshot = snapshot;
        this.allNodes = allNodes;
        this.gate = gate;
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
            return Answer.ok(Summary.of(gathered.together().live(), gathered.answered()));
        }
        return Answer.ok(Summary.of(snapshot.live(), null));
    }

    @GetMapping({BASE + "/overview", BASE + "/metrics/overview", "/metrics/overview"})
    ResponseEntity<Answer<Overview>> overview(
            HttpServletRequest request, @RequestParam(defaultValue = AllNodes.THIS) String nodes) {
        gate.reads(request);
        return Answer.ok(
                allNodes.areMeant(request, nodes)
                        ? overviewOfAll(request)
                        : Overview.of(
                                snapshot.live(),
                                sparklines(LiveSnapshot.SHOWN).stream()
                                        .map(SeriesView::of)
                                        .toList(),
                                null));
    }

    /// Both questions are under way at once, so that they have one deadline.
    private Overview overviewOfAll(HttpServletRequest request) {
        Supplier<HistoryView> past =
                allNodes.history(
                        request,
                        new Past(
                                (int) HOUR.toMinutes(),
                                (int) SPARK.toSeconds(),
                                LiveSnapshot.SHOWN,
                                LiveSnapshot.SHOWN),
                        this::sparklines);
        Gathered gathered = allNodes.states(request).get();
        return Overview.of(gathered.together().live(), past.get().series(), gathered.answered());
    }

    private List<Series> sparklines(List<String> figures) {
        return operations.history().query(figures, HOUR, SPARK);
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
