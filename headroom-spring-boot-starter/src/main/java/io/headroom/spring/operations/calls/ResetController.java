package io.headroom.spring.operations.calls;

import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.ResettableFigures;
import io.headroom.spring.operations.OwnCalls;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/stats/reset`: begins the figures of the operations' calls anew. What Prometheus reads, the
/// history, and the counters of PostgreSQL go on.
@RestController
final class ResetController {

    private static final Logger LOG = LoggerFactory.getLogger(ResetController.class);
    private static final String UNTOUCHED =
            "The metrics for Prometheus, the history, objectives and alerts, and the counters of"
                    + " PostgreSQL go on.";

    private final Supplier<List<ResettableFigures>> figures;
    private final OperatorGate gate;
    private final InstantSource clock;

    ResetController(
            Supplier<List<ResettableFigures>> figures, OperatorGate gate, InstantSource clock) {
        this.figures = figures;
        this.gate = gate;
        this.clock = clock;
    }

    /// What was reset.
    ///
    /// @param untouched what no reset touches
    record ResetReport(Instant at, String by, List<ResetFigures> reset, String untouched) {}

    /// @param countedSince from when the forgotten figures counted
    /// @param since from when they count now
    record ResetFigures(String scope, Instant countedSince, Instant since) {}

    /// Resets figures.
    ///
    /// @param scope which, by name; all without
    @PostMapping({OwnCalls.BASE + "/stats/reset", "/metrics/stats/reset"})
    ResponseEntity<Answer<ResetReport>> reset(
            HttpServletRequest request, @RequestParam(defaultValue = "") Set<String> scope) {
        String who = gate.changes(request);
        List<ResettableFigures> known =
                figures.get().stream()
                        .sorted(Comparator.comparing(ResettableFigures::scope))
                        .toList();
        Set<String> names =
                known.stream().map(ResettableFigures::scope).collect(Collectors.toSet());
        if (!names.containsAll(scope)) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST,
                    "scope must be one or more of %s, or be left out for all."
                            .formatted(names.stream().sorted().toList()));
        }
        List<ResetFigures> reset =
                known.stream()
                        .filter(each -> scope.isEmpty() || scope.contains(each.scope()))
                        .map(ResetController::reset)
                        .toList();
        LOG.info("{} reset the figures of {}", who, scope.isEmpty() ? names : scope);
        return Answer.ok(new ResetReport(clock.instant(), who, reset, UNTOUCHED));
    }

    private static ResetFigures reset(ResettableFigures figures) {
        Instant before = figures.since();
        figures.beginAnew();
        return new ResetFigures(figures.scope(), before, figures.since());
    }
}
