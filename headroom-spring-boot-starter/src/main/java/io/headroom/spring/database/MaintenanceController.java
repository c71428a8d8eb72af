package io.headroom.spring.database;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.headroom.postgres.ViewStatus;
import io.headroom.postgres.maintenance.Finding;
import io.headroom.postgres.maintenance.Gap;
import io.headroom.postgres.maintenance.Horizon;
import io.headroom.postgres.maintenance.Inspection;
import io.headroom.postgres.maintenance.MaintenanceAction;
import io.headroom.postgres.maintenance.MaintenanceRun;
import io.headroom.postgres.maintenance.MaintenanceStatus;
import io.headroom.postgres.maintenance.MaintenanceStep;
import io.headroom.postgres.maintenance.MaintenanceWatch;
import io.headroom.postgres.maintenance.Topic;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/database/optimization-status` and `…/database/optimize`: what the database needs done, and
/// the doing of it.
@RestController
final class MaintenanceController {

    private static final String STATUS = "/api/v1/performance/database/optimization-status";

    private final MaintenanceWatch watch;
    private final InstantSource clock;
    private final OperatorGate gate;

    MaintenanceController(MaintenanceWatch watch, InstantSource clock, OperatorGate gate) {
        this.watch = watch;
        this.clock = clock;
        this.gate = gate;
    }

    record FindingView(
            String kind,
            String severity,
            String subject,
            Map<String, Object> evidence,
            String advice,
            String remedy) {

        static List<FindingView> about(Inspection inspection, Topic topic) {
            return inspection.about(topic).stream().map(FindingView::of).toList();
        }

        private static FindingView of(Finding finding) {
            return new FindingView(
                    finding.kind().label(),
                    finding.severity().name().toLowerCase(Locale.ROOT),
                    finding.subject(),
                    finding.evidence(),
                    finding.advice(),
                    finding.remedy());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            String name,
            long intervalSeconds,
            @Nullable Instant refreshedAt,
            @Nullable Double ageSeconds,
            long durationMillis,
            int failures,
            String error,
            boolean overdue) {

        static View of(ViewStatus view, Instant now) {
            return new View(
                    view.name(),
                    view.interval().toSeconds(),
                    view.refreshedAt(),
                    view.age(now).map(age -> age.toMillis() / 1e3).orElse(null),
                    view.duration().toMillis(),
                    view.failures(),
                    view.error(),
                    view.isOverdue(now));
        }
    }

    record Vacuum(List<Horizon> horizons, List<FindingView> findings) {}

    record Planned(String action, String subject, String statement, String reason) {

        static List<Planned> of(List<MaintenanceAction> actions) {
            return actions.stream()
                    .map(action ->
                            new Planned(
                                    action.label(),
                                    action.subject(),
                                    action.statement(),
                                    action.reason()))
                    .toList();
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Step(
            int number,
            String action,
            String subject,
            String statement,
            String reason,
            String state,
            @Nullable Instant startedAt,
            long durationMillis,
            String message) {

        static Step of(MaintenanceStep step) {
            return new Step(
                    step.number(),
                    step.action(),
                    step.subject(),
                    step.statement(),
                    step.reason(),
                    step.state().label(),
                    step.startedAt(),
                    step.duration().toMillis(),
                    step.message());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Run(
            UUID id,
            String askedBy,
            Instant plannedAt,
            boolean underWay,
            String phase,
            @Nullable Double share,
            List<Step> steps) {

        static Run of(MaintenanceRun run) {
            return new Run(
                    run.id(),
                    run.askedBy(),
                    run.plannedAt(),
                    run.underWay(),
                    run.phase(),
                    Double.isNaN(run.share()) ? null : run.share(),
                    run.steps().stream().map(Step::of).toList());
        }
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Status(
            Instant inspectedAt,
            double ageSeconds,
            long tookMillis,
            double recordsAgeSeconds,
            String serverVersion,
            List<View> views,
            List<FindingView> indexes,
            List<FindingView> statistics,
            Vacuum vacuum,
            List<Gap> gaps,
            List<Planned> wouldDo,
            @Nullable Run lastRun) {}

    private static double ageSeconds(Instant then, Instant now) {
        return Math.max(0, Duration.between(then, now).toMillis()) / 1e3;
    }

    /// @param dryRun whether it is only said what would be done; true by default
    /// @param refresh declared views to be refreshed however fresh they are
    record Optimize(@Nullable Boolean dryRun, @Nullable Set<String> refresh) {}

    record Optimizing(boolean dryRun, boolean begun, List<Planned> steps) {}

    @GetMapping({STATUS, "/metrics/database/optimization-status"})
    ResponseEntity<Answer<Status>> status(HttpServletRequest request) {
        gate.reads(request);
        MaintenanceStatus status = watch.freshStatus();
        Instant now = clock.instant();
        Inspection found = status.inspection();
        return Answer.ok(
                new Status(
                        found.at(),
                        ageSeconds(found.at(), now),
                        found.took().toMillis(),
                        ageSeconds(status.recordsAt(), now),
                        found.serverVersion(),
                        status.views().stream().map(view -> View.of(view, now)).toList(),
                        FindingView.about(found, Topic.INDEXES),
                        FindingView.about(found, Topic.STATISTICS),
                        new Vacuum(found.horizons(), FindingView.about(found, Topic.VACUUM)),
                        status.gaps(),
                        Planned.of(status.wouldDo()),
                        status.lastRun().map(Run::of).orElse(null)));
    }

    /// 200 with what would be done, or 202 when it was begun; its progress is in the status.
    @PostMapping({"/api/v1/performance/database/optimize", "/metrics/database/optimize"})
    ResponseEntity<Answer<Optimizing>> optimize(
            HttpServletRequest request, @RequestBody(required = false) @Nullable Optimize body) {
        String operator = gate.changes(request);
        Set<String> refresh = body == null || body.refresh() == null ? Set.of() : body.refresh();
        boolean dryRun = body == null || body.dryRun() == null || body.dryRun();
        List<Planned> steps;
        try {
            steps = Planned.of(watch.plan(refresh));
        } catch (IllegalArgumentException undeclared) {
            throw invalid("refresh", String.valueOf(undeclared.getMessage()));
        }
        if (dryRun) {
            return Answer.ok(new Optimizing(true, false, steps));
        }
        if (watch.last().inspection().replica()) {
            throw new ResponseStatusException(
                    HttpStatus.CONFLICT, "This database is a standby: ask a node at the primary.");
        }
        String who = operator + " from " + request.getRemoteAddr();
        if (!watch.optimize(who, refresh)) {
            throw new ResponseStatusException(
                    HttpStatus.CONFLICT,
                    "A run is under way on this or another node; see " + STATUS + ".");
        }
        return ResponseEntity.accepted()
                .location(URI.create(STATUS))
                .cacheControl(CacheControl.noStore())
                .body(Answer.of(new Optimizing(false, true, steps)));
    }

    private static ResponseStatusException invalid(String field, String message) {
        ResponseStatusException problem =
                new ResponseStatusException(HttpStatus.BAD_REQUEST, message);
        problem.getBody()
                .setProperty("errors", List.of(Map.of("field", field, "message", message)));
        return problem;
    }
}
