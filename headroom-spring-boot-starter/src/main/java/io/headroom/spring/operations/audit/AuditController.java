package io.headroom.spring.operations.audit;

import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.OwnCalls;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `…/audit`: who changed what through the operations' calls.
@RestController
final class AuditController {

    private static final int MOST = 1_000;

    private final AuditTrail trail;
    private final OperatorGate gate;

    AuditController(AuditTrail trail, OperatorGate gate) {
        this.trail = trail;
        this.gate = gate;
    }

    record Data(List<AuditEntry> entries) {}

    /// The newest first.
    ///
    /// @param limit at most so many, from 1 to 1,000
    @GetMapping({OwnCalls.BASE + "/audit", "/metrics/audit"})
    ResponseEntity<Answer<Data>> latest(
            HttpServletRequest request, @RequestParam(defaultValue = "100") int limit) {
        gate.reads(request);
        return Answer.ok(new Data(trail.latest(Math.clamp(limit, 1, MOST))));
    }
}
