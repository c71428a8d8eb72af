package io.headroom.spring.operations.finding;

import io.headroom.operations.finding.AutoTune;
import io.headroom.operations.finding.Change;
import io.headroom.operations.finding.Changes;
import io.headroom.operations.finding.Changes.Answer.Conflict;
import io.headroom.operations.finding.Changes.Answer.Done;
import io.headroom.operations.finding.Changes.Answer.Unknown;
import io.headroom.operations.finding.Changes.Answer.Would;
import io.headroom.operations.finding.Finding;
import io.headroom.operations.finding.Findings;
import io.headroom.operations.finding.Offer;
import io.headroom.operations.finding.TrackRecord;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.OwnCalls;
import io.headroom.spring.operations.finding.FindingViews.ActionView;
import io.headroom.spring.operations.finding.FindingViews.AutoTuneView;
import io.headroom.spring.operations.finding.FindingViews.ChangeView;
import io.headroom.spring.operations.finding.FindingViews.DryRunView;
import io.headroom.spring.operations.finding.FindingViews.FindingView;
import io.headroom.spring.operations.finding.FindingViews.Overview;
import io.headroom.spring.operations.finding.FindingViews.PredictionsView;
import io.headroom.spring.operations.finding.FindingViews.TuneView;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/findings`, their actions, and `…/optimization/auto-tune`.
@RestController
final class FindingsController {

    private static final String BASE = OwnCalls.BASE + "/findings";
    private static final String SHORT = "/metrics/findings";

    private final Findings findings;
    private final Changes changes;
    private final AutoTune autoTune;
    private final AutoTuneView tuning;
    private final OperatorGate gate;

    FindingsController(
            Findings findings,
            Changes changes,
            AutoTune autoTune,
            boolean tunesByItself,
            OperatorGate gate) {
        this.findings = findings;
        this.changes = changes;
        this.autoTune = autoTune;
        this.tuning =
                new AutoTuneView(
                        tunesByItself,
                        autoTune.bounds().mostConnections(),
                        autoTune.bounds().mostEntries(),
                        autoTune.bounds().mostBytes(),
                        autoTune.bounds().longestTtl().toMillis());
        this.gate = gate;
    }

    record Apply(@Nullable String action, @Nullable Boolean dryRun) {}

    record Tune(@Nullable Boolean dryRun) {}

    @GetMapping({BASE, SHORT})
    ResponseEntity<Answer<Overview>> all(HttpServletRequest request) {
        gate.reads(request);
        List<FindingView> open = new ArrayList<>();
        for (Finding finding : findings.open()) {
            open.add(FindingView.of(finding, open.size() + 1));
        }
        List<Change> made = changes.latest();
        return Answer.ok(
                new Overview(
                        findings.lookedAt(),
                        open,
                        findings.over().stream().map(each -> FindingView.of(each, null)).toList(),
                        made.stream().map(ChangeView::of).toList(),
                        PredictionsView.of(TrackRecord.of(made)),
                        tuning));
    }

    /// Applies an action of a finding, or says what would be done.
    @PostMapping({BASE + "/{id}/apply", SHORT + "/{id}/apply"})
    ResponseEntity<? extends Answer<?>> apply(
            HttpServletRequest request,
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Apply body) {
        String operator = gate.changes(request);
        String action = body == null || body.action() == null ? "" : body.action();
        boolean dryRun = body != null && Boolean.TRUE.equals(body.dryRun());
        return answered(changes.apply(id, action, dryRun, operator));
    }

    /// Takes back the latest change that was made about a finding.
    @PostMapping({BASE + "/{id}/undo", SHORT + "/{id}/undo"})
    ResponseEntity<? extends Answer<?>> undo(HttpServletRequest request, @PathVariable String id) {
        return answered(changes.undo(id, gate.changes(request)));
    }

    /// Applies at most one reversible action within the bounds, or says which.
    @PostMapping({OwnCalls.BASE + "/optimization/auto-tune", "/metrics/optimization/auto-tune"})
    ResponseEntity<Answer<TuneView>> tune(
            HttpServletRequest request, @RequestBody(required = false) @Nullable Tune body) {
        String operator = gate.changes(request);
        boolean dryRun = body == null || !Boolean.FALSE.equals(body.dryRun());
        return Answer.ok(TuneView.of(dryRun, autoTune.run(dryRun, operator)));
    }

    private static ResponseEntity<? extends Answer<?>> answered(Changes.Answer answer) {
        return switch (answer) {
            case Done(Change change) -> Answer.ok(ChangeView.of(change));
            case Would(Offer offer, String detail) ->
                    Answer.ok(new DryRunView(true, ActionView.of(offer), detail));
            case Conflict(String reason) ->
                    throw new ResponseStatusException(HttpStatus.CONFLICT, reason);
            case Unknown(String reason) ->
                    throw new ResponseStatusException(HttpStatus.NOT_FOUND, reason);
        };
    }
}
