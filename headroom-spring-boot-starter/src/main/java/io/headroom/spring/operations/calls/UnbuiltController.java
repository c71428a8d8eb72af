package io.headroom.spring.operations.calls;

import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.OwnCalls;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// The calls of the contract whose feature this version does not have: 501 with the reason.
@RestController
final class UnbuiltController {

    private static final String BATCH = OwnCalls.BASE + "/batch";
    private static final String METRICS_BATCH = "/metrics/batch";

    private final OperatorGate gate;

    UnbuiltController(OperatorGate gate) {
        this.gate = gate;
    }

    @GetMapping({BATCH, BATCH + "/{id}", METRICS_BATCH, METRICS_BATCH + "/{id}"})
    ResponseEntity<Void> read(HttpServletRequest request) {
        gate.reads(request);
        throw unbuilt();
    }

    @PostMapping({
        BATCH + "/{id}/{change:pause|resume|cancel}",
        METRICS_BATCH + "/{id}/{change:pause|resume|cancel}"
    })
    ResponseEntity<Void> change(HttpServletRequest request) {
        String _ = gate.changes(request);
        throw unbuilt();
    }

    private static ResponseStatusException unbuilt() {
        return new ResponseStatusException(
                HttpStatus.NOT_IMPLEMENTED,
                "Batch processing is not part of this version: nothing runs in batches.");
    }
}
