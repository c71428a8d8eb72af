package io.headroom.spring.operations;

import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.NodeViews.NodeState;
import io.headroom.spring.operations.NodeViews.NodesView;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `…/nodes`: the service's nodes, and what they are together.
@RestController
final class NodesController {

    private final AllNodes nodes;
    private final OperatorGate gate;

    NodesController(AllNodes nodes, OperatorGate gate) {
        this.nodes = nodes;
        this.gate = gate;
    }

    @GetMapping({OwnCalls.BASE + "/nodes", "/metrics/nodes"})
    ResponseEntity<Answer<NodesView>> all(HttpServletRequest request) {
        gate.reads(request);
        return Answer.ok(nodes.view(nodes.states(request).get()));
    }

    /// What the others ask for.
    @GetMapping({OwnCalls.BASE + "/nodes/this", "/metrics/nodes/this"})
    ResponseEntity<Answer<NodeState>> own(HttpServletRequest request) {
        gate.reads(request);
        nodes.areMeant(request, AllNodes.THIS);
        return Answer.ok(nodes.self());
    }
}
