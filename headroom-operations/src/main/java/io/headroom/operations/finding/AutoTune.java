package io.headroom.operations.finding;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Applies reversible actions of bounded kinds by itself: the sizes of pools and caches, and how
/// long values are fresh. One at a time, so that what is measured is its doing; the worst finding
/// first. What did not help, could not be judged or was taken back is left alone for a time
/// ([AutoTuneBounds#coolDown]).
///
/// Safe for use by many threads.
public final class AutoTune {

    private final Findings findings;
    private final Changes changes;
    private final AutoTuneBounds bounds;
    private final InstantSource clock;

    /// What is thought of an offer.
    ///
    /// @param chosen whether it is applied
    /// @param reason why, or why not
    public record Step(String finding, Offer offer, boolean chosen, String reason) {}

    /// What was thought and done.
    ///
    /// @param changes what was applied; empty for a dry run
    public record Outcome(List<Step> plan, List<Change> changes, String conclusion) {}

    public AutoTune(
            Findings findings, Changes changes, AutoTuneBounds bounds, InstantSource clock) {
        this.findings = findings;
        this.changes = changes;
        this.bounds = bounds;
        this.clock = clock;
    }

    /// Thinks over every offer, and applies at most one unless told not to.
    ///
    /// @param operator in whose name
    public Outcome run(boolean dryRun, String operator) {
        List<Step> plan = plan();
        Optional<Step> chosen = plan.stream().filter(Step::chosen).findFirst();
        if (chosen.isEmpty()) {
            return new Outcome(plan, List.of(), "There is nothing to tune.");
        }
        Step step = chosen.get();
        return switch (changes.apply(
                step.finding(), step.offer().action().id(), dryRun, operator)) {
            case Changes.Answer.Done(Change change) ->
                    new Outcome(plan, List.of(change), change.detail());
            case Changes.Answer.Would(Offer _, String detail) ->
                    new Outcome(plan, List.of(), detail);
            case Changes.Answer.Conflict(String reason) -> new Outcome(plan, List.of(), reason);
            case Changes.Answer.Unknown(String reason) -> new Outcome(plan, List.of(), reason);
        };
    }

    private List<Step> plan() {
        List<Step> plan = new ArrayList<>();
        List<Change> made = changes.latest();
        boolean busy = made.stream().anyMatch(each -> each.state() == Change.State.VERIFYING);
        boolean taken = false;
        for (Finding finding : findings.open()) {
            for (Offer offer : finding.what().offers()) {
                String objection = objection(finding, offer, made, busy, taken);
                boolean chosen = objection.isEmpty();
                taken |= chosen;
                plan.add(
                        new Step(
                                finding.id(),
                                offer,
                                chosen,
                                chosen
                                        ? "It is about the worst finding that may be tuned, and within the bounds."
                                        : objection));
            }
        }
        return plan;
    }

    private String objection(
            Finding finding, Offer offer, List<Change> made, boolean busy, boolean taken) {
        Action action = offer.action();
        String bound = bounds.objection(action);
        if (!bound.isEmpty()) {
            return bound;
        }
        if (!finding.consequenceOf().isEmpty()) {
            return "It is about a consequence of " + finding.consequenceOf() + ".";
        }
        if (busy) {
            return "Another change is being measured.";
        }
        Instant recently = clock.instant().minus(bounds.coolDown());
        boolean failed =
                made.stream()
                        .filter(each -> each.offer().action().target().equals(action.target()))
                        .filter(each -> each.stateSince().isAfter(recently))
                        .anyMatch(each -> each.state() != Change.State.CONFIRMED);
        if (failed) {
            return "The last change of %s did not help, could not be judged, or was taken back, less than %s ago."
                    .formatted(action.target(), bounds.coolDown());
        }
        return taken ? "One at a time: another one comes first." : "";
    }

    /// The bounds.
    public AutoTuneBounds bounds() {
        return bounds;
    }
}
