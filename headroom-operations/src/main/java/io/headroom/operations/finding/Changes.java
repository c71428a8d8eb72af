package io.headroom.operations.finding;

import io.headroom.operations.finding.ActionRunner.Progress;
import io.headroom.operations.finding.ActionRunner.RunOutcome;
import io.headroom.operations.finding.Comparison.Seconds;
import io.headroom.operations.finding.Verification.Judgement;
import io.headroom.operations.history.History;
import io.headroom.operations.state.StateFile;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Applies actions, measures what they brought, and takes back what did harm.
///
/// A change is in force from [#apply] on. [#tick] has it judged by [Verification]: better makes it
/// confirmed, worse takes it back, and else it had no effect; what cannot be judged is said to be
/// so. Changes are written to a file whenever one becomes another, so that they can be taken back
/// after a restart; what is in force and was lost with the process is put back then.
///
/// Safe for use by many threads; a call waits for the runner of another.
public final class Changes {

    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    private static final int MOST = 200;

    private final StateFile file;
    private final Runners runners;
    private final Verification verification;
    private final Findings findings;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /// Oldest first.
    private final List<Change> changes = new ArrayList<>();

    private final Map<Long, Seconds> before = new HashMap<>();
    private final Map<Long, Long> appliedNanos = new HashMap<>();
    private volatile List<Change> latest = List.of();

    /// What came of a request.
    public sealed interface Answer {

        /// It is done.
        record Done(Change change) implements Answer {}

        /// It would be done.
        record Would(Offer offer, String detail) implements Answer {}

        /// It was not done as things are.
        record Conflict(String reason) implements Answer {}

        /// There is no such finding, action or change.
        record Unknown(String reason) implements Answer {}
    }

    /// Reads what is in the file; [#resume] puts it in force.
    public Changes(
            StateFile file,
            List<ActionRunner> runners,
            History history,
            Findings findings,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.file = file;
        this.runners = new Runners(runners);
        this.verification = new Verification(history, id -> findings.find(id).isPresent());
        this.findings = findings;
        this.clock = clock;
        this.nanoTime = nanoTime;
        try {
            ChangeFile.read(file.read())
                    .forEach(kept -> {
                        changes.add(kept.change());
                        before.put(kept.change().id(), kept.before());
                    });
        } catch (IOException e) {
            LOG.warn("the kept changes cannot be read; none is known", e);
        }
        latest = newestFirst();
    }

    /// Puts back what is in force and did not survive the restart. To be called once, when the
    /// features are there.
    public synchronized void resume() {
        for (Change change : List.copyOf(changes)) {
            if (!change.inForce()) {
                continue;
            }
            appliedNanos.put(change.id(), nanoTime.getAsLong());
            Action action = change.offer().action();
            if (!runners.survivesRestart(action)
                    && runners.apply(action, change.operator())
                            instanceof RunOutcome.Refused(String reason)) {
                put(
                        change.to(
                                Change.State.UNDONE,
                                clock.instant(),
                                "Not put back after the restart: " + reason));
            }
        }
        save();
    }

    /// Applies an action that a finding offers.
    ///
    /// @param actionId the action; empty where the finding offers just one
    /// @param dryRun whether to say only what would be done
    /// @param operator who asks
    public synchronized Answer apply(
            String findingId, String actionId, boolean dryRun, String operator) {
        Optional<Change> made =
                changes.stream()
                        .filter(Change::inForce)
                        .filter(each -> each.finding().equals(findingId))
                        .filter(each -> each.offer().action().id().equals(actionId))
                        .findFirst();
        if (made.isPresent() && !dryRun) {
            return new Answer.Conflict(
                    "It was applied already, as change %d at %s, and is %s."
                            .formatted(
                                    made.get().id(), made.get().appliedAt(), made.get().state()));
        }
        Optional<Finding> finding = findings.find(findingId);
        if (finding.isEmpty()) {
            return new Answer.Unknown("There is no open finding of the id '" + findingId + "'.");
        }
        List<Offer> offers = finding.get().what().offers();
        Optional<Offer> offer =
                offers.stream()
                        .filter(each ->
                                actionId.isEmpty()
                                        ? offers.size() == 1
                                        : each.action().id().equals(actionId))
                        .findFirst();
        if (offer.isEmpty()) {
            return new Answer.Unknown(
                    "The finding offers %s; name one as 'action'."
                            .formatted(offers.stream().map(each -> each.action().id()).toList()));
        }
        return applying(finding.get(), offer.get(), dryRun, operator);
    }

    private Answer applying(Finding finding, Offer offer, boolean dryRun, String operator) {
        Action action = offer.action();
        Optional<Change> measured =
                changes.stream()
                        .filter(each -> each.state() == Change.State.VERIFYING)
                        .filter(each -> each.offer().action().target().equals(action.target()))
                        .findFirst();
        if (measured.isPresent()) {
            return new Answer.Conflict(
                    "Change %d of %s is being measured; wait for it or undo it."
                            .formatted(measured.get().id(), action.target()));
        }
        RunOutcome outcome = dryRun ? runners.check(action) : runners.apply(action, operator);
        return switch (outcome) {
            case RunOutcome.Refused(String reason) -> new Answer.Conflict(reason);
            case RunOutcome.Done(String detail) ->
                    dryRun
                            ? new Answer.Would(offer, detail)
                            : new Answer.Done(begun(finding, offer, operator, detail));
        };
    }

    private Change begun(Finding finding, Offer offer, String operator, String detail) {
        long id = changes.stream().mapToLong(Change::id).max().orElse(0) + 1;
        Change change =
                new Change(
                        id,
                        finding.id(),
                        offer,
                        operator,
                        clock.instant(),
                        Change.State.VERIFYING,
                        clock.instant(),
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        detail);
        before.put(
                id,
                verification.before(
                        offer.prediction(), Duration.between(finding.since(), clock.instant())));
        appliedNanos.put(id, nanoTime.getAsLong());
        changes.add(change);
        forgetOldest();
        save();
        LOG.info("change {} of {}: {}", id, finding.id(), detail);
        return change;
    }

    private void forgetOldest() {
        if (changes.size() > MOST) {
            changes.stream()
                    .min(Comparator.comparing(Change::inForce).thenComparingLong(Change::id))
                    .ifPresent(oldest -> {
                        changes.remove(oldest);
                        before.remove(oldest.id());
                        appliedNanos.remove(oldest.id());
                    });
        }
    }

    /// Takes back the latest change of a finding that is in force, whether or not the finding is
    /// over.
    public synchronized Answer undo(String findingId, String operator) {
        List<Change> made =
                changes.stream().filter(each -> each.finding().equals(findingId)).toList();
        if (made.isEmpty()) {
            return new Answer.Unknown("Nothing was applied for '" + findingId + "'.");
        }
        return made.reversed().stream()
                .filter(Change::inForce)
                .findFirst()
                .map(change -> undoing(change, operator))
                .orElseGet(() ->
                        new Answer.Conflict(
                                "There is nothing to undo: change %d is %s."
                                        .formatted(made.getLast().id(), made.getLast().state())));
    }

    private Answer undoing(Change change, String operator) {
        Action action = change.offer().action();
        if (!action.isReversible()) {
            return new Answer.Conflict("What " + action.kind() + " does cannot be taken back.");
        }
        return switch (runners.undo(action, operator)) {
            case RunOutcome.Refused(String reason) -> new Answer.Conflict(reason);
            case RunOutcome.Done(String detail) -> {
                Change undone = change.to(Change.State.UNDONE, clock.instant(), detail);
                put(undone);
                save();
                yield new Answer.Done(undone);
            }
        };
    }

    /// Goes on with what is being measured. To be called every few seconds.
    public synchronized void tick() {
        for (Change change : List.copyOf(changes)) {
            if (change.state() == Change.State.VERIFYING) {
                Change now = judged(change);
                if (now.state() != Change.State.VERIFYING || now.isMeasured()) {
                    put(now);
                    save();
                    LOG.info("change {} is {}: {}", now.id(), now.state(), now.detail());
                }
            }
        }
    }

    private Change judged(Change change) {
        return switch (runners.progress(change.offer().action())) {
            case Progress.Working _ -> change;
            case Progress.Judged(Change.State state, double by, String detail) ->
                    change.measured(by, Double.NaN, Double.NaN).to(state, clock.instant(), detail);
            case Progress.ByFigure _ -> byFigures(change);
        };
    }

    private Change byFigures(Change change) {
        long since = appliedNanos.computeIfAbsent(change.id(), _ -> nanoTime.getAsLong());
        Duration elapsed = Duration.ofNanos(nanoTime.getAsLong() - since);
        Seconds then = before.getOrDefault(change.id(), Seconds.none());
        return switch (verification.judge(change, then, elapsed)) {
            case Judgement.Open _ -> change;
            case Judgement.Told told -> {
                Comparison found = told.comparison();
                Change measured = change.measured(found.change(), found.pValue(), told.better());
                yield told.state() == Change.State.REVERTED
                        ? withoutHarm(measured, told.detail())
                        : measured.to(told.state(), clock.instant(), told.detail());
            }
        };
    }

    private Change withoutHarm(Change change, String figures) {
        if (!change.offer().action().isReversible()) {
            return change.to(
                    Change.State.NO_EFFECT,
                    clock.instant(),
                    "It became worse, and cannot be taken back: " + figures);
        }
        return switch (runners.undo(change.offer().action(), "auto-revert")) {
            case RunOutcome.Done _ ->
                    change.to(
                            Change.State.REVERTED, clock.instant(), "It became worse: " + figures);
            case RunOutcome.Refused(String reason) ->
                    change.to(
                            Change.State.FAILED,
                            clock.instant(),
                            "It became worse (%s), and could not be taken back: %s"
                                    .formatted(figures, reason));
        };
    }

    private void put(Change change) {
        changes.replaceAll(each -> each.id() == change.id() ? change : each);
    }

    private void save() {
        latest = newestFirst();
        try {
            file.write(ChangeFile.sections(changes, id -> before.getOrDefault(id, Seconds.none())));
        } catch (IOException e) {
            LOG.warn("changes cannot be kept over a restart: {}", e.toString());
        }
    }

    private List<Change> newestFirst() {
        return List.copyOf(changes.reversed());
    }

    /// What was applied, the newest first; at most 200.
    public List<Change> latest() {
        return latest;
    }
}
