package io.headroom.operations.finding;

import io.headroom.operations.finding.ActionRunner.Progress;
import io.headroom.operations.finding.ActionRunner.RunOutcome;
import io.headroom.operations.finding.Comparison.Seconds;
import io.headroom.operations.history.History;
import io.headroom.operations.history.Series;
import io.headroom.operations.state.StateFile;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
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
/// A change is in force from [#apply] on. Ten seconds later its figure is measured for a minute and
/// compared with the time before: better makes it confirmed, worse takes it back, and else it had
/// no effect. Where too little can be compared, it is waited for five minutes in all. Changes are
/// written to a file whenever one becomes another, so that they can be taken back after a restart;
/// what is in force and was lost with the process is put back then.
///
/// Safe for use by many threads; a call waits for the runner of another.
public final class Changes {

    /// How long the service has to settle.
    public static final Duration SETTLES = Duration.ofSeconds(10);

    /// How long it is measured after that.
    public static final Duration MEASURED = Duration.ofMinutes(1);

    /// When a judgement is given up.
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    static final double SIGNIFICANT = 0.01;
    static final double CLEAR = 0.64;
    static final double NOTICEABLE = 0.05;

    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    private static final String LOAD = "http.requests_per_second";
    private static final Duration LEAST_BEFORE = Duration.ofSeconds(45);
    private static final Duration MOST_BEFORE = Duration.ofMinutes(2);
    private static final int MOST = 200;

    private final StateFile file;
    private final List<ActionRunner> runners;
    private final History history;
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
        this.runners = List.copyOf(runners);
        this.history = history;
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
            if (!change.state().inForce()) {
                continue;
            }
            appliedNanos.put(change.id(), nanoTime.getAsLong());
            Action action = change.offer().action();
            Optional<ActionRunner> runner = runner(action);
            if (runner.isPresent() && runner.get().survivesRestart(action)) {
                continue;
            }
            RunOutcome outcome =
                    runner.map(each -> run(() -> each.apply(action, change.operator())))
                            .orElseGet(() -> new RunOutcome.Refused("nothing does it any more"));
            if (outcome instanceof RunOutcome.Refused(String reason)) {
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
                        .filter(each -> each.state().inForce())
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
        Optional<ActionRunner> runner = runner(action);
        if (runner.isEmpty()) {
            return new Answer.Conflict("Nothing in this service does " + action.kind() + ".");
        }
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
        RunOutcome outcome =
                run(() ->
                        dryRun ? runner.get().check(action) : runner.get().apply(action, operator));
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
        Duration held = Duration.between(finding.since(), clock.instant());
        Duration window = held.compareTo(LEAST_BEFORE) < 0 ? LEAST_BEFORE : held;
        before.put(
                id,
                seconds(
                        offer.prediction().figure(),
                        window.compareTo(MOST_BEFORE) > 0 ? MOST_BEFORE : window));
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
                    .min(
                            Comparator.comparing((Change each) -> each.state().inForce())
                                    .thenComparingLong(Change::id))
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
                .filter(each -> each.state().inForce())
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
        return switch (takenBack(action, operator)) {
            case RunOutcome.Refused(String reason) -> new Answer.Conflict(reason);
            case RunOutcome.Done(String detail) -> {
                Change undone = change.to(Change.State.UNDONE, clock.instant(), detail);
                put(undone);
                save();
                yield new Answer.Done(undone);
            }
        };
    }

    private RunOutcome takenBack(Action action, String operator) {
        return runner(action)
                .map(each -> run(() -> each.undo(action, operator)))
                .orElseGet(() ->
                        new RunOutcome.Refused("Nothing in this service undoes " + action.kind()));
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
        Progress progress =
                runner(change.offer().action())
                        .map(each -> each.progress(change.offer().action()))
                        .orElseGet(Progress.ByFigure::new);
        return switch (progress) {
            case Progress.Working _ -> change;
            case Progress.Judged(Change.State state, double by, String detail) ->
                    change.measured(by, Double.NaN, Double.NaN).to(state, clock.instant(), detail);
            case Progress.ByFigure _ ->
                    change.offer().prediction().figure().isEmpty()
                            ? byItsFinding(change)
                            : byItsFigure(change);
        };
    }

    private Duration elapsed(Change change) {
        long since = appliedNanos.computeIfAbsent(change.id(), _ -> nanoTime.getAsLong());
        return Duration.ofNanos(nanoTime.getAsLong() - since);
    }

    private Change byItsFinding(Change change) {
        if (findings.find(change.finding()).isEmpty()) {
            return change.to(Change.State.CONFIRMED, clock.instant(), "The finding is over.");
        }
        return elapsed(change).compareTo(SETTLES.plus(MEASURED)) < 0
                ? change
                : change.to(Change.State.NO_EFFECT, clock.instant(), "The finding still holds.");
    }

    private Change byItsFigure(Change change) {
        Duration measured = elapsed(change).minus(SETTLES);
        if (measured.compareTo(MEASURED) < 0) {
            return change;
        }
        Duration window = measured.compareTo(PATIENCE) > 0 ? PATIENCE : measured;
        Prediction prediction = change.offer().prediction();
        Comparison found =
                Comparison.of(
                        before.getOrDefault(change.id(), none()),
                        seconds(prediction.figure(), window));
        if (!found.isKnown()) {
            return measured.compareTo(PATIENCE) < 0
                    ? change
                    : change.to(
                            Change.State.NO_EFFECT,
                            clock.instant(),
                            "It is not known: only %d and %d times of five seconds before and after had traffic of a like rate."
                                    .formatted(found.before(), found.after()));
        }
        double better = prediction.lowerIsBetter() ? 1 - found.larger() : found.larger();
        Change told = change.measured(found.change(), found.pValue(), better);
        String figures =
                "%s changed by %s %% (p = %.2g, better in %s %% of the pairs)."
                        .formatted(
                                prediction.figure(),
                                Observation.number(100 * found.change()),
                                found.pValue(),
                                Observation.number(100 * better));
        boolean sure = found.pValue() < SIGNIFICANT && Math.abs(found.change()) >= NOTICEABLE;
        if (sure && better >= CLEAR) {
            return told.to(Change.State.CONFIRMED, clock.instant(), figures);
        }
        if (sure && better <= 1 - CLEAR && change.offer().action().isReversible()) {
            return reverted(told, figures);
        }
        return told.to(Change.State.NO_EFFECT, clock.instant(), figures);
    }

    private Change reverted(Change change, String figures) {
        return switch (takenBack(change.offer().action(), "auto-revert")) {
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

    private static Seconds none() {
        return new Seconds(new double[0], new double[0]);
    }

    private Seconds seconds(String figure, Duration window) {
        if (figure.isEmpty()) {
            return none();
        }
        List<Series> series = history.query(List.of(figure, LOAD), window, Duration.ofSeconds(1));
        double[] unknown = new double[(int) window.toSeconds()];
        Arrays.fill(unknown, Double.NaN);
        return new Seconds(of(series, figure, unknown), of(series, LOAD, unknown));
    }

    private static double[] of(List<Series> series, String figure, double[] unknown) {
        return series.stream()
                .filter(each -> each.figure().equals(figure))
                .findFirst()
                .map(Series::values)
                .orElse(unknown);
    }

    private Optional<ActionRunner> runner(Action action) {
        return runners.stream().filter(each -> each.runs(action)).findFirst();
    }

    /// A runner's doing.
    @FunctionalInterface
    private interface Doing {
        RunOutcome run();
    }

    private static RunOutcome run(Doing doing) {
        try {
            return doing.run();
        } catch (RuntimeException e) {
            LOG.warn("an action failed", e);
            return new RunOutcome.Refused("It failed: " + e.getMessage());
        }
    }

    private void put(Change change) {
        changes.replaceAll(each -> each.id() == change.id() ? change : each);
    }

    private void save() {
        latest = newestFirst();
        try {
            file.write(ChangeFile.sections(changes, id -> before.getOrDefault(id, none())));
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
