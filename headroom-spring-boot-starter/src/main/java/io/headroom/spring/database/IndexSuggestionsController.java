package io.headroom.spring.database;

import io.headroom.postgres.advisor.IndexSuggestion;
import io.headroom.postgres.index.ApplyAnswer;
import io.headroom.postgres.index.IndexChange;
import io.headroom.postgres.index.IndexChanges;
import io.headroom.postgres.index.IndexProposal;
import io.headroom.postgres.index.Preflight;
import io.headroom.postgres.index.RevertAnswer;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.database.IndexViews.ChangeView;
import io.headroom.spring.database.IndexViews.Overview;
import io.headroom.spring.database.IndexViews.SuggestionView;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/index-suggestions`: which indexes would help, and what became of those that were built.
@RestController
final class IndexSuggestionsController {

    private static final Logger LOG = LoggerFactory.getLogger(IndexSuggestionsController.class);

    private static final String BASE = "/api/v1/performance/index-suggestions";
    private static final String SHORT = "/metrics/index-suggestions";

    private final IndexAdviceRounds advice;
    private final IndexChanges changes;
    private final IndexChangeRounds rounds;
    private final boolean applies;
    private final OperatorGate gate;

    IndexSuggestionsController(
            IndexAdviceRounds advice,
            IndexChanges changes,
            IndexChangeRounds rounds,
            boolean applies,
            OperatorGate gate) {
        this.advice = advice;
        this.changes = changes;
        this.rounds = rounds;
        this.applies = applies;
        this.gate = gate;
    }

    record Apply(@Nullable Boolean dryRun) {}

    record DryRun(String sql, boolean passed, List<Preflight.Check> checks) {}

    @GetMapping({BASE, SHORT})
    ResponseEntity<Answer<Overview>> all(HttpServletRequest request) {
        gate.reads(request);
        return Answer.ok(Overview.of(advice.last(), applies, changes.recent()));
    }

    @GetMapping({BASE + "/{id}", SHORT + "/{id}"})
    ResponseEntity<Answer<SuggestionView>> one(
            HttpServletRequest request, @PathVariable String id) {
        gate.reads(request);
        Optional<IndexSuggestion> suggestion = advice.suggestion(id);
        List<IndexChange> made = changesOf(id);
        if (suggestion.isEmpty() && made.isEmpty()) {
            throw unknown(id);
        }
        return Answer.ok(
                suggestion
                        .map(known -> SuggestionView.of(known, made))
                        .orElseGet(() -> SuggestionView.of(made)));
    }

    @PostMapping({BASE + "/{id}/apply", SHORT + "/{id}/apply"})
    ResponseEntity<?> apply(
            HttpServletRequest request,
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Apply body) {
        String operator = gate.changes(request);
        IndexProposal proposal =
                advice.suggestion(id).map(IndexViews::proposal).orElseThrow(() -> unknown(id));
        if (body != null && Boolean.TRUE.equals(body.dryRun())) {
            Preflight found = asking(() -> changes.check(proposal));
            return Answer.ok(new DryRun(found.sql(), found.passed(), found.checks()));
        }
        requireApplying();
        return switch (asking(() -> changes.apply(proposal, operator))) {
            case ApplyAnswer.Accepted(IndexChange change) -> accepted(id, change);
            case ApplyAnswer.Existing(IndexChange change) -> accepted(id, change);
            case ApplyAnswer.Refused(Preflight preflight) -> throw refused(preflight);
        };
    }

    @PostMapping({BASE + "/{id}/revert", SHORT + "/{id}/revert"})
    ResponseEntity<Answer<ChangeView>> revert(HttpServletRequest request, @PathVariable String id) {
        String operator = gate.changes(request);
        requireApplying();
        return switch (asking(() -> changes.revert(id, operator))) {
            case RevertAnswer.Accepted(IndexChange change) -> accepted(id, change);
            case RevertAnswer.Over(IndexChange change) ->
                    throw new ResponseStatusException(
                            HttpStatus.CONFLICT,
                            "There is nothing to revert: it is " + change.state().label() + ".");
            case RevertAnswer.Unknown(String _) ->
                    throw new ResponseStatusException(
                            HttpStatus.NOT_FOUND,
                            "Headroom built no index of this suggestion, and drops only its own.");
        };
    }

    private void requireApplying() {
        if (!applies) {
            throw new ResponseStatusException(
                    HttpStatus.CONFLICT,
                    "Indexes are only suggested here: set "
                            + IndexProperties.PREFIX
                            + ".apply to true to let operators apply them.");
        }
    }

    private ResponseEntity<Answer<ChangeView>> accepted(String id, IndexChange change) {
        rounds.wake();
        return ResponseEntity.accepted()
                .location(URI.create(BASE + "/" + id))
                .cacheControl(CacheControl.noStore())
                .body(Answer.of(ChangeView.of(change)));
    }

    private List<IndexChange> changesOf(String id) {
        return changes.recent().stream()
                .filter(change -> change.proposal().suggestionId().equals(id))
                .toList();
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask() throws SQLException;
    }

    private static <T> T asking(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            LOG.warn("an operator's call on indexes failed", e);
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "The database did not answer as needed (SQLState %s); its words are in the log."
                            .formatted(e.getSQLState()),
                    e);
        }
    }

    private static ResponseStatusException unknown(String id) {
        return new ResponseStatusException(
                HttpStatus.NOT_FOUND,
                "No index of the id '%s' is suggested now; ask for the suggestions again."
                        .formatted(id));
    }

    private static ErrorResponseException refused(Preflight preflight) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, preflight.objection());
        problem.setProperty("checks", preflight.checks());
        return new ErrorResponseException(HttpStatus.CONFLICT, problem, null);
    }
}
