package io.headroom.spring.operations.capacity;

import io.headroom.operations.capacity.CapacityEngine;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.OwnCalls;
import io.headroom.spring.timing.EndpointTimes;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `…/capacity`, from memory, at most 10 s old.
@RestController
final class CapacityController {

    private final CapacityEngine engine;
    private final EndpointTimes endpoints;
    private final OperatorGate gate;

    CapacityController(CapacityEngine engine, EndpointTimes endpoints, OperatorGate gate) {
        this.engine = engine;
        this.endpoints = endpoints;
        this.gate = gate;
    }

    /// How many more requests fit, between what that lies, and what stops it.
    @GetMapping({OwnCalls.BASE + "/capacity", "/metrics/capacity"})
    ResponseEntity<Answer<CapacityView>> capacity(HttpServletRequest request) {
        gate.reads(request);
        return Answer.ok(CapacityView.of(engine.latest(), endpoints.lastMinute()));
    }
}
