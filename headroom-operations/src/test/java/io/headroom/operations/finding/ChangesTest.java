package io.headroom.operations.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.operations.finding.Changes.Answer;
import io.headroom.operations.history.History;
import io.headroom.operations.history.HistoryOptions;
import io.headroom.operations.state.StateFile;
import io.headroom.test.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangesTest {

    private static final String FIGURE = "pool.wait_mean_seconds";
    private static final Offer GROW =
            new Offer(
                    new Action.PoolSize("main", 5, 10),
                    "Grow.",
                    new Prediction(FIGURE, true, -1, -0.4, "a guess"));

    @TempDir private Path folder;

    private final ManualTime time = new ManualTime();
    private final Random random = new Random(3);
    private final History history = new History(new HistoryOptions(10), time, time::nanos);
    private final Pool pool = new Pool();
    private final List<Suspicion> suspected = new ArrayList<>();
    private final Findings findings =
            new Findings(
                    new Findings.Watched(
                            List.of(),
                            List.of((_, to) -> suspected.forEach(to)),
                            (_, _) -> Double.NaN,
                            List::of),
                    time,
                    time::nanos);
    private Changes changes =
            new Changes(StateFile.nowhere(), List.of(pool), history, findings, time, time::nanos);

    /// What is done once and over.
    private static final class OneShot implements ActionRunner {

        @Override
        public boolean runs(Action action) {
            return action instanceof Action.RefreshView
                    || action instanceof Action.WarmUp
                    || action instanceof Action.RateLimit;
        }

        @Override
        public RunOutcome check(Action action) {
            return new RunOutcome.Done("it would");
        }

        @Override
        public RunOutcome apply(Action action, String operator) {
            return new RunOutcome.Done("it does");
        }

        @Override
        public RunOutcome undo(Action action, String operator) {
            return new RunOutcome.Refused("it is over");
        }

        @Override
        public boolean survivesRestart(Action action) {
            return true;
        }
    }

    private double wait = 0.2;
    private double load = 100;

    /// A pool's size, as a runner sees it.
    private static final class Pool implements ActionRunner {

        int size = 5;
        int applied;

        @Override
        public boolean runs(Action action) {
            return action instanceof Action.PoolSize;
        }

        @Override
        public RunOutcome check(Action action) {
            return action instanceof Action.PoolSize(String _, int from, int _) && from == size
                    ? new RunOutcome.Done("fits")
                    : new RunOutcome.Refused("the size is " + size);
        }

        @Override
        public RunOutcome apply(Action action, String operator) {
            RunOutcome checked = check(action);
            if (checked instanceof RunOutcome.Done
                    && action instanceof Action.PoolSize(String _, int _, int to)) {
                size = to;
                applied++;
            }
            return checked;
        }

        @Override
        public RunOutcome undo(Action action, String operator) {
            return action instanceof Action.PoolSize(String name, int from, int to)
                    ? apply(new Action.PoolSize(name, to, from), operator)
                    : check(action);
        }

        @Override
        public boolean survivesRestart(Action action) {
            return false;
        }
    }

    @BeforeEach
    void aFinding() {
        changes = restarted();
        changes.resume();
        suspected.add(FindingsTest.suspicion("pool-too-small", "main", 0.5, GROW));
        pass(90);
    }

    private Changes restarted() {
        return new Changes(
                new StateFile(folder.resolve("changes.bin")),
                List.of(pool, new OneShot()),
                history,
                findings,
                time,
                time::nanos);
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            history.record(
                    List.of(to -> {
                        to.gauge(FIGURE, wait * (1 + 0.1 * random.nextGaussian()));
                        to.gauge("http.requests_per_second", load + random.nextGaussian());
                    }));
            if (i % 5 == 0) {
                findings.tick();
                changes.tick();
            }
            time.advance(Duration.ofSeconds(1));
        }
    }

    private Answer apply() {
        return changes.apply("pool-too-small-main", GROW.action().id(), false, "ann");
    }

    private Change only() {
        assertThat(changes.latest()).hasSize(1);
        return changes.latest().getFirst();
    }

    @Test
    void aDryRunChangesNothing() {
        assertThat(changes.apply("pool-too-small-main", "", true, "ann"))
                .isInstanceOf(Answer.Would.class);
        assertThat(pool.size).isEqualTo(5);
        assertThat(changes.latest()).isEmpty();
    }

    @Test
    void whatHelpsIsConfirmedAndThePredictionIsBookedAsTrue() {
        assertThat(apply()).isInstanceOf(Answer.Done.class);
        assertThat(only().state()).isEqualTo(Change.State.VERIFYING);
        wait = 0.05;
        pass(80);
        assertThat(only().state()).as(only().detail()).isEqualTo(Change.State.CONFIRMED);
        assertThat(only().change()).isBetween(-0.85, -0.65);
        assertThat(only().pValue()).isLessThan(0.01);
        assertThat(TrackRecord.of(changes.latest())).isEqualTo(new TrackRecord(1, 1, 0));
    }

    @Test
    void whatHarmsIsTakenBackByItself() {
        apply();
        wait = 0.5;
        pass(80);
        assertThat(only().state()).as(only().detail()).isEqualTo(Change.State.REVERTED);
        assertThat(pool.size).isEqualTo(5);
        assertThat(TrackRecord.of(changes.latest()).within()).isZero();
        assertThat(TrackRecord.of(changes.latest()).medianError()).isGreaterThan(1);
    }

    @Test
    void whatMakesNoDifferenceHasNoEffectAndStays() {
        apply();
        pass(80);
        assertThat(only().state()).as(only().detail()).isEqualTo(Change.State.NO_EFFECT);
        assertThat(pool.size).isEqualTo(10);
    }

    @Test
    void appliedTwiceIsAppliedOnce() {
        apply();
        assertThat(apply())
                .isInstanceOfSatisfying(
                        Answer.Conflict.class,
                        conflict -> assertThat(conflict.reason()).contains("applied already"));
        assertThat(pool.applied).isEqualTo(1);
    }

    @Test
    void anUnknownFindingOrActionIsSaid() {
        assertThat(changes.apply("nothing", "", false, "ann")).isInstanceOf(Answer.Unknown.class);
        assertThat(changes.apply("pool-too-small-main", "other", false, "ann"))
                .isInstanceOf(Answer.Unknown.class);
        assertThat(changes.undo("nothing", "ann")).isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void anUndoneChangeIsNotUndoneAgain() {
        apply();
        assertThat(changes.undo("pool-too-small-main", "bob")).isInstanceOf(Answer.Done.class);
        assertThat(pool.size).isEqualTo(5);
        assertThat(only().state()).isEqualTo(Change.State.UNDONE);
        assertThat(changes.undo("pool-too-small-main", "bob")).isInstanceOf(Answer.Conflict.class);
    }

    @Test
    void afterARestartWhatIsInForceIsPutBackAndCanBeUndone() {
        apply();
        wait = 0.05;
        pass(80);
        pool.size = 5;
        changes = restarted();
        changes.resume();
        assertThat(pool.size).isEqualTo(10);
        assertThat(only().state()).isEqualTo(Change.State.CONFIRMED);
        suspected.clear();
        pass(60);
        assertThat(findings.open()).isEmpty();
        assertThat(changes.undo("pool-too-small-main", "bob")).isInstanceOf(Answer.Done.class);
        assertThat(pool.size).isEqualTo(5);
        changes = restarted();
        changes.resume();
        assertThat(pool.size).isEqualTo(5);
    }

    @Test
    void afterARestartAnotherConfigurationHasTheLastWord() {
        apply();
        pool.size = 8;
        changes = restarted();
        changes.resume();
        assertThat(pool.size).isEqualTo(8);
        assertThat(only().state()).isEqualTo(Change.State.UNDONE);
        assertThat(only().detail()).contains("after the restart");
    }

    @Test
    void whatCannotBeComparedIsSaidToBeUnjudgedAndCanBeUndone() {
        apply();
        wait = Double.NaN;
        pass(400);
        assertThat(only().state()).isEqualTo(Change.State.UNJUDGED);
        assertThat(only().detail()).contains("cannot be judged");
        assertThat(TrackRecord.of(changes.latest()).measured()).isZero();
        assertThat(pool.size).isEqualTo(10);
        changes = restarted();
        assertThat(only().state()).isEqualTo(Change.State.UNJUDGED);
        assertThat(changes.undo("pool-too-small-main", "bob")).isInstanceOf(Answer.Done.class);
        assertThat(pool.size).isEqualTo(5);
    }

    @Test
    void anIdleServiceJudgesNoChange() {
        apply();
        load = 0;
        pass(400);
        assertThat(only().state()).isEqualTo(Change.State.UNJUDGED);
    }

    @Test
    void whatCannotBeTakenBackIsDoneOnceAndCanBeDoneAgain() {
        Offer refresh =
                new Offer(
                        new Action.RefreshView("sales"), "Refresh.", Prediction.ends("It is new."));
        Offer warm =
                new Offer(
                        new Action.WarmUp("popular", "items"),
                        "Warm.",
                        new Prediction("cache.load_ratio.items", true, -1, -0.5, "a guess"));
        suspected.add(FindingsTest.suspicion("view-stale", "sales", 0.1, refresh, warm));
        pass(20);
        String finding = "view-stale-sales";
        String id = refresh.action().id();
        assertThat(changes.apply(finding, id, false, "ann")).isInstanceOf(Answer.Done.class);
        assertThat(changes.apply(finding, id, false, "ann")).isInstanceOf(Answer.Conflict.class);
        assertThat(changes.undo(finding, "ann")).isInstanceOf(Answer.Conflict.class);
        suspected.removeLast();
        pass(60);
        assertThat(only().state()).isEqualTo(Change.State.CONFIRMED);
        assertThat(only().inForce()).isFalse();
        suspected.add(FindingsTest.suspicion("view-stale", "sales", 0.1, refresh, warm));
        pass(20);
        assertThat(changes.apply(finding, id, false, "ann")).isInstanceOf(Answer.Done.class);
        assertThat(changes.apply(finding, warm.action().id(), false, "ann"))
                .isInstanceOf(Answer.Done.class);
        changes = restarted();
        assertThat(changes.latest())
                .extracting(each -> each.offer().action())
                .containsExactly(warm.action(), refresh.action(), refresh.action());
    }

    @Test
    void aLimitOfRateIsKeptOverARestartAndIsNotForAutoTune() {
        Offer limit =
                new Offer(
                        new Action.RateLimit(Action.Limited.ROUTE, "GET /reports", 0, 30),
                        "Limit.",
                        new Prediction("http.refused_per_second", true, -1, -0.5, "a guess"));
        suspected.add(FindingsTest.suspicion("overload", "service", 0.9, limit));
        pass(20);
        assertThat(
                        new AutoTune(findings, changes, AutoTuneBounds.defaults(), time)
                                .run(true, "auto")
                                .plan())
                .filteredOn(step -> step.offer().equals(limit))
                .singleElement()
                .satisfies(step -> assertThat(step.reason()).contains("operator"));
        assertThat(changes.apply("overload-service", "", false, "ann"))
                .isInstanceOf(Answer.Done.class);
        changes = restarted();
        assertThat(changes.latest().getFirst().offer()).isEqualTo(limit);
    }

    @Test
    void autoTuneExplainsWhatItWouldDoAndDoesOneThingAtATime() {
        AutoTune tune = new AutoTune(findings, changes, AutoTuneBounds.defaults(), time);
        assertThat(tune.run(true, "auto").plan())
                .singleElement()
                .satisfies(step -> assertThat(step.chosen()).isTrue());
        assertThat(changes.latest()).isEmpty();
        assertThat(tune.run(false, "auto").changes()).hasSize(1);
        assertThat(pool.size).isEqualTo(10);
        assertThat(tune.run(false, "auto").changes()).isEmpty();
    }

    @Test
    void autoTuneKeepsToItsBoundsAndLeavesAloneWhatDidNotHelp() {
        AutoTuneBounds tight =
                new AutoTuneBounds(8, 1, 1, Duration.ofMinutes(1), Duration.ofHours(1));
        assertThat(new AutoTune(findings, changes, tight, time).run(false, "auto").changes())
                .isEmpty();
        apply();
        changes.undo("pool-too-small-main", "bob");
        AutoTune.Outcome outcome =
                new AutoTune(findings, changes, AutoTuneBounds.defaults(), time).run(false, "auto");
        assertThat(outcome.changes()).isEmpty();
        assertThat(outcome.plan().getFirst().reason()).contains("taken back");
    }
}
