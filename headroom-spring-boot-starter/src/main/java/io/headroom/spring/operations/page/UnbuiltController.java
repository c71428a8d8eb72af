package io.headroom.spring.operations.page;

import io.headroom.spring.database.OperatorGate;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// The calls of the contract whose feature this version does not have: 501 with the reason.
@RestController
final class UnbuiltController {

    private static final String BASE = "/api/v1/performance";
    private static final String METRICS = "/metrics";

    /// Why, by what the path begins with.
    private static final List<Reason> REASONS =
            List.of(
                    new Reason(
                            "/batch",
                            "Batch processing is not part of this version: nothing runs in batches."),
                    new Reason(
                            "/benchmarks",
                            "Benchmarks are started with the launcher (headroom bench): this version runs"
                                    + " none in a service."),
                    new Reason(
                            "/search",
                            "The search has no report of its own in this version; …/history has"
                                    + " search.mean_1m_seconds and search.p95_seconds."),
                    new Reason(
                            "/stats",
                            "Figures are not reset in this version: those of …/endpoints and of"
                                    + " …/history forget by time."));

    private record Reason(String prefix, String text) {}

    private final OperatorGate gate;

    UnbuiltController(OperatorGate gate) {
        this.gate = gate;
    }

    @RequestMapping(
            method = {RequestMethod.GET, RequestMethod.POST, RequestMethod.DELETE},
            path = {
                BASE + "/batch",
                BASE + "/batch/{id}",
                BASE + "/batch/{id}/{change:pause|resume|cancel}",
                BASE + "/benchmarks/{id}",
                BASE + "/search/performance",
                BASE + "/stats/reset",
                METRICS + "/batch",
                METRICS + "/batch/{id}",
                METRICS + "/batch/{id}/{change:pause|resume|cancel}",
                METRICS + "/benchmarks/{id}",
                METRICS + "/search/performance",
                METRICS + "/stats/reset"
            })
    ResponseEntity<Void> unbuilt(HttpServletRequest request) {
        if (HttpMethod.GET.matches(request.getMethod())
                || HttpMethod.HEAD.matches(request.getMethod())) {
            gate.reads(request);
        } else {
            String _ = gate.changes(request);
        }
        String path = request.getRequestURI().substring(request.getContextPath().length());
        String call = path.substring((path.startsWith(BASE) ? BASE : METRICS).length());
        throw new ResponseStatusException(
                HttpStatus.NOT_IMPLEMENTED,
                REASONS.stream()
                        .filter(reason -> call.startsWith(reason.prefix()))
                        .map(Reason::text)
                        .findFirst()
                        .orElse("This version does not have it."));
    }
}
