package io.headroom.spring.operations;

import io.headroom.operations.Operations;
import io.headroom.operations.alert.Alert;
import io.headroom.operations.history.Series;
import io.headroom.operations.slo.SloEngine;
import io.headroom.operations.slo.SloStatus;
import io.headroom.spring.database.OperatorGate;
import io.headroom.spring.operations.OperationsViews.AlertView;
import io.headroom.spring.operations.OperationsViews.AlertsView;
import io.headroom.spring.operations.OperationsViews.Answer;
import io.headroom.spring.operations.OperationsViews.Budget;
import io.headroom.spring.operations.OperationsViews.Compliance;
import io.headroom.spring.operations.OperationsViews.HealthView;
import io.headroom.spring.operations.OperationsViews.HistoryView;
import io.headroom.spring.operations.OperationsViews.ObjectiveView;
import io.headroom.spring.operations.OperationsViews.Overview;
import io.headroom.spring.operations.OperationsViews.SeriesView;
import io.headroom.spring.operations.OperationsViews.SilenceView;
import io.headroom.spring.operations.OperationsViews.Summary;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/history`, `…/health`, `…/summary`, `…/overview`, `…/alerts` and `…/sla/compliance`, from
/// memory.
@RestController
final class OperationsController {

    private static final String BASE = OwnCalls.BASE;
    private static final int MOST_VALUES = 100_000;
    private static final Duration HOUR = Duration.ofHours(1);

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
    private final OperatorGate gate;
    private final InstantSource clock;

    OperationsController(Operations operations, OperatorGate gate, InstantSource clock) {
        this.operations = operations;
        this.gate = gate;
        this.clock = clock;
    }

    record Acknowledge(@Nullable String id, @Nullable String note) {}

    record Silence(@Nullable String alert, @Nullable Integer minutes, @Nullable String reason) {}

    /// What figures were: means of steps, null for gaps.
    ///
    /// @param duration minutes, from 1 to 1,440
    /// @param step seconds, from 1
    /// @param figures names, or beginnings of names that end with `*`; all without
    @GetMapping({BASE + "/history", "/metrics/history"})
    ResponseEntity<Answer<HistoryView>> history(
            HttpServletRequest request,
            @RequestParam(defaultValue = "60") int duration,
            @RequestParam(defaultValue = "10") int step,
            @RequestParam(defaultValue = "") List<String> figures) {
        gate.reads(request);
        List<String> known =
                operations.history().figures().stream()
                        .filter(name -> figures.isEmpty() || isAsked(name, figures))
                        .toList();
        if (known.isEmpty()) {
            return answer(new HistoryView(clock.instant(), step, List.of()));
        }
        try {
            if ((long) known.size() * duration * 60 / Math.max(1, step) > MOST_VALUES) {
                throw new IllegalArgumentException(
                        "%d figures by %d s over %d min are more than %d values: ask for fewer figures, or a longer step."
                                .formatted(known.size(), step, duration, MOST_VALUES));
            }
            List<Series> series =
                    operations
                            .history()
                            .query(known, Duration.ofMinutes(duration), Duration.ofSeconds(step));
            return answer(
                    new HistoryView(
                            series.getFirst().start(),
                            series.getFirst().stepSeconds(),
                            series.stream().map(SeriesView::of).toList()));
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
        }
    }

    private static boolean isAsked(String name, List<String> figures) {
        return figures.stream()
                .anyMatch(asked ->
                        asked.endsWith("*")
                                ? name.startsWith(asked.substring(0, asked.length() - 1))
                                : name.equals(asked));
    }

    @GetMapping({BASE + "/health", "/metrics/health"})
    ResponseEntity<Answer<HealthView>> health(HttpServletRequest request) {
        gate.reads(request);
        return answer(HealthView.of(operations.health()));
    }

    @GetMapping({BASE + "/summary", "/metrics/summary"})
    ResponseEntity<Answer<Summary>> summary(HttpServletRequest request) {
        gate.reads(request);
        HealthView health = HealthView.of(operations.health());
        List<SloStatus> status = operations.status();
        Map<String, Integer> firing = new TreeMap<>(Map.of("high", 0, "medium", 0, "low", 0));
        operations.alerts().active().stream()
                .filter(alert -> alert.state() == Alert.State.FIRING)
                .forEach(alert ->
                        firing.merge(
                                OperationsViews.word(alert.rule().priority()), 1, Integer::sum));
        return answer(
                new Summary(
                        clock.instant(),
                        uptimeSeconds(),
                        health.score(),
                        health.level(),
                        health.issues().size(),
                        health.warnings().size(),
                        firing,
                        status.stream().allMatch(SloStatus::isKept),
                        status.stream()
                                .min(Comparator.comparingDouble(SloStatus::budgetRemaining))
                                .map(Budget::of)
                                .orElse(null),
                        figures()));
    }

    @GetMapping({BASE + "/overview", "/metrics/overview"})
    ResponseEntity<Answer<Overview>> overview(HttpServletRequest request) {
        gate.reads(request);
        return answer(
                new Overview(
                        clock.instant(),
                        uptimeSeconds(),
                        HealthView.of(operations.health()),
                        views(operations.alerts().active()),
                        operations.status().stream()
                                .sorted(Comparator.comparingDouble(SloStatus::budgetRemaining))
                                .map(Budget::of)
                                .toList(),
                        figures(),
                        operations.history().query(SHOWN, HOUR, Duration.ofMinutes(1)).stream()
                                .map(SeriesView::of)
                                .toList()));
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
        return answer(
                new Compliance(
                        period.toDays(),
                        objectives.stream().allMatch(ObjectiveView::kept),
                        objectives));
    }

    @GetMapping({BASE + "/alerts", "/metrics/alerts"})
    ResponseEntity<Answer<AlertsView>> alerts(HttpServletRequest request) {
        gate.reads(request);
        Map<String, SilenceView> silences = new TreeMap<>();
        operations
                .alerts()
                .silences()
                .forEach((name, silence) -> silences.put(name, SilenceView.of(silence)));
        return answer(
                new AlertsView(
                        views(operations.alerts().active()),
                        views(operations.alerts().resolved()),
                        silences));
    }

    private static List<AlertView> views(List<Alert> alerts) {
        return alerts.stream().map(AlertView::of).toList();
    }

    @PostMapping({BASE + "/alerts/acknowledge", "/metrics/alerts/acknowledge"})
    ResponseEntity<Answer<AlertView>> acknowledge(
            HttpServletRequest request, @RequestBody Acknowledge body) {
        String operator = gate.changes(request);
        String id = needed("id", body.id());
        String note = body.note() == null ? "" : body.note();
        try {
            if (!operations.alerts().acknowledge(id, operator, note)) {
                throw new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "No alert with this id is pending or fires.");
            }
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
        }
        return operations.alerts().active().stream()
                .filter(alert -> alert.rule().id().equals(id))
                .findFirst()
                .map(alert -> answer(AlertView.of(alert)))
                .orElseThrow(() ->
                        new ResponseStatusException(
                                HttpStatus.NOT_FOUND, "The alert has just ended."));
    }

    @PostMapping({BASE + "/alerts/silences", "/metrics/alerts/silences"})
    ResponseEntity<Answer<SilenceView>> silence(
            HttpServletRequest request, @RequestBody Silence body) {
        String operator = gate.changes(request);
        String alert = needed("alert", body.alert());
        String name = alert.contains(":") ? alert.substring(0, alert.indexOf(':')) : alert;
        if (!operations.slos().definitions().alertNames().contains(name)) {
            throw new ResponseStatusException(
                    HttpStatus.NOT_FOUND, "There is no alert of this name or id.");
        }
        int minutes = body.minutes() == null ? 60 : body.minutes();
        String reason = body.reason() == null ? "" : body.reason();
        try {
            operations.alerts().silence(alert, operator, reason, Duration.ofMinutes(minutes));
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
        }
        Instant until = clock.instant().plus(Duration.ofMinutes(minutes));
        return answer(new SilenceView(operator, reason, until));
    }

    @DeleteMapping({BASE + "/alerts/silences/{alert}", "/metrics/alerts/silences/{alert}"})
    ResponseEntity<Void> hear(HttpServletRequest request, @PathVariable String alert) {
        gate.changes(request);
        if (!operations.alerts().hear(alert)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "It is not silenced.");
        }
        return ResponseEntity.noContent().build();
    }

    private static String needed(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, field + " is needed.");
        }
        return value;
    }

    private static <T> ResponseEntity<Answer<T>> answer(T data) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new Answer<>(true, data));
    }
}
