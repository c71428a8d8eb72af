package io.headroom.spring.operations.alert;

import io.headroom.operations.Operations;
import io.headroom.operations.alert.Alert;
import io.headroom.operations.alert.delivery.AlertDesk;
import io.headroom.operations.alert.delivery.AlertRoutes;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.AlertView;
import io.headroom.spring.operations.AlertView.AcknowledgementView;
import io.headroom.spring.operations.AlertView.SilenceView;
import io.headroom.spring.operations.OwnCalls;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/alerts`: from memory, but what an operator says is written before it is answered.
@RestController
final class AlertsController {

    private static final String BASE = OwnCalls.BASE;

    private final Operations operations;
    private final AlertDesk desk;
    private final AlertDeliveries deliveries;
    private final AlertRoutes routes;
    private final OperatorGate gate;
    private final InstantSource clock;

    AlertsController(
            Operations operations,
            AlertDesk desk,
            AlertDeliveries deliveries,
            AlertRoutes routes,
            OperatorGate gate,
            InstantSource clock) {
        this.operations = operations;
        this.desk = desk;
        this.deliveries = deliveries;
        this.routes = routes;
        this.gate = gate;
        this.clock = clock;
    }

    record AlertsView(
            List<AlertView> active,
            List<AlertView> resolved,
            Map<String, SilenceView> silences,
            DeliveryView delivery) {}

    record Acknowledge(@Nullable String id, @Nullable String note) {}

    /// @param kept whether it is written for all nodes; else it holds on this one, and on all as
    ///   soon as that can be done
    record Acknowledged(String id, AcknowledgementView acknowledged, boolean kept) {}

    record Silence(@Nullable String alert, @Nullable Integer minutes, @Nullable String reason) {}

    @GetMapping({BASE + "/alerts", BASE + "/metrics/alerts", "/metrics/alerts"})
    ResponseEntity<Answer<AlertsView>> alerts(HttpServletRequest request) {
        gate.reads(request);
        Map<String, SilenceView> silences = new TreeMap<>();
        operations
                .alerts()
                .silences()
                .forEach((name, silence) -> silences.put(name, SilenceView.of(silence)));
        return Answer.ok(
                new AlertsView(
                        views(operations.alerts().active()),
                        views(operations.alerts().resolved()),
                        silences,
                        DeliveryView.of(deliveries, routes, desk.state())));
    }

    private static List<AlertView> views(List<Alert> alerts) {
        return alerts.stream().map(AlertView::of).toList();
    }

    @PostMapping({BASE + "/alerts/acknowledge", "/metrics/alerts/acknowledge"})
    ResponseEntity<Answer<Acknowledged>> acknowledge(
            HttpServletRequest request, @RequestBody Acknowledge body) {
        String operator = gate.changes(request);
        String id = needed("id", body.id());
        String note = body.note() == null ? "" : body.note();
        AlertDesk.Reach reach;
        try {
            reach = desk.acknowledge(id, operator, note);
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
        }
        if (reach == AlertDesk.Reach.NOWHERE) {
            throw new ResponseStatusException(
                    HttpStatus.NOT_FOUND, "No alert with this id is pending or fires.");
        }
        return Answer.ok(
                new Acknowledged(
                        id,
                        new AcknowledgementView(operator, note, clock.instant()),
                        reach == AlertDesk.Reach.ALL_NODES));
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
        Instant until = clock.instant().plus(Duration.ofMinutes(minutes));
        try {
            var _ = desk.silence(alert, operator, reason, Duration.ofMinutes(minutes));
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
        }
        return Answer.ok(new SilenceView(operator, reason, until));
    }

    @DeleteMapping({BASE + "/alerts/silences/{alert}", "/metrics/alerts/silences/{alert}"})
    ResponseEntity<Void> hear(HttpServletRequest request, @PathVariable String alert) {
        gate.changes(request);
        if (desk.hear(alert) == AlertDesk.Reach.NOWHERE) {
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
}
