package io.headroom.spring.timing;

import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/api/v1/performance/endpoints`, also `/metrics/endpoints`: the figures of every route and the
/// last slow requests.
@RestController
final class EndpointsController {

    private final EndpointStatistics statistics;
    private final SlowRequests slow;
    private final OperatorGate gate;

    EndpointsController(EndpointStatistics statistics, SlowRequests slow, OperatorGate gate) {
        this.statistics = statistics;
        this.slow = slow;
        this.gate = gate;
    }

    /// @param windowSeconds of which rates, means and quantiles tell
    /// @param since from when the totals count
    record EndpointReport(
            int windowSeconds,
            Instant since,
            List<EndpointFigures> endpoints,
            List<SlowRequest> slowRequests) {}

    @GetMapping({
        "/api/v1/performance/endpoints",
        "/api/v1/performance/metrics/endpoints",
        "/metrics/endpoints"
    })
    ResponseEntity<Answer<EndpointReport>> endpoints(HttpServletRequest request) {
        gate.reads(request);
        int window = (int) (EndpointWindow.SLOTS * EndpointWindow.SLOT_NANOS / 1_000_000_000L);
        return Answer.ok(
                new EndpointReport(
                        window, statistics.since(), statistics.figures(), slow.latest()));
    }
}
