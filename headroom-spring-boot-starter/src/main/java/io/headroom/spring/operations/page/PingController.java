package io.headroom.spring.operations.page;

import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `…/ping`: that the service answers, and its time.
@RestController
final class PingController {

    private final OperatorGate gate;
    private final InstantSource clock;

    PingController(OperatorGate gate, InstantSource clock) {
        this.gate = gate;
        this.clock = clock;
    }

    record Pong(Instant at) {}

    @GetMapping({"/api/v1/performance/ping", "/metrics/ping"})
    ResponseEntity<Answer<Pong>> ping(HttpServletRequest request) {
        gate.reads(request);
        return Answer.ok(new Pong(clock.instant()));
    }
}
