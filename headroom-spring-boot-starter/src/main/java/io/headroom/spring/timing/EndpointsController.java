package io.headroom.spring.timing;

import io.headroom.spring.database.OperatorGate;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.CacheControl;
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

    record Answer(boolean success, Data data) {}

    record Data(
            int windowSeconds, List<EndpointFigures> endpoints, List<SlowRequest> slowRequests) {}

    @GetMapping({"/api/v1/performance/endpoints", "/metrics/endpoints"})
    ResponseEntity<Answer> endpoints(HttpServletRequest request) {
        gate.reads(request);
        int window = (int) (EndpointWindow.SLOTS * EndpointWindow.SLOT_NANOS / 1_000_000_000L);
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .body(new Answer(true, new Data(window, statistics.figures(), slow.latest())));
    }
}
