package io.headroom.spring.operations.search;

import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.OwnCalls;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/search/performance`, from memory; 501 in an application without a search.
@RestController
final class SearchPerformanceController {

    private final ObjectProvider<SearchFigures> figures;
    private final OperatorGate gate;
    private final InstantSource clock;

    SearchPerformanceController(
            ObjectProvider<SearchFigures> figures, OperatorGate gate, InstantSource clock) {
        this.figures = figures;
        this.gate = gate;
        this.clock = clock;
    }

    @GetMapping({OwnCalls.BASE + "/search/performance", "/metrics/search/performance"})
    ResponseEntity<Answer<SearchView>> performance(HttpServletRequest request) {
        gate.reads(request);
        SearchFigures found = figures.getIfAvailable();
        if (found == null) {
            throw new ResponseStatusException(
                    HttpStatus.NOT_IMPLEMENTED,
                    "This service has no search: none of its beans is a SearchFigures.");
        }
        return Answer.ok(SearchView.of(found, clock.instant()));
    }
}
