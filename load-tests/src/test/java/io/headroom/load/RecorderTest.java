package io.headroom.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecorderTest {

    private static final long MILLI = 1_000_000;
    private static final Profile PROFILE =
            new Profile(
                    "small",
                    "",
                    List.of(
                            Phase.warmUp(10, Duration.ofSeconds(1)),
                            Phase.hold(10, Duration.ofSeconds(2))),
                    0,
                    List.of());

    private final AtomicLong time = new AtomicLong(5_000);
    private final RunClock clock = new RunClock(time::get, PROFILE);
    private final Recorder recorder = new Recorder(clock);
    private final long measured = clock.zero() + Duration.ofSeconds(1).toNanos();

    @Test
    void percentilesAreExact() {
        for (int i = 1; i <= 1_000; i++) {
            answer(measured, i);
        }

        LatencySummary summary = recorder.summary(Set.of(RequestGroup.ITEM));
        assertThat(summary)
                .isEqualTo(new LatencySummary(1_000, 0, 500.0, 900.0, 950.0, 990.0, 1_000.0));
    }

    @Test
    void theWarmUpIsKeptApart() {
        answer(measured - 1, 700);
        answer(measured, 5);
        answer(measured + Duration.ofSeconds(2).toNanos(), 700);

        assertThat(recorder.summary(EnumSet.allOf(RequestGroup.class)).count()).isEqualTo(1);
        assertThat(recorder.warmUpRequests()).isEqualTo(2);
    }

    @Test
    void whatWasDueAndNeverAnsweredIsAnError() {
        recorder.sessionBegan(measured, 10, Profile.SESSION_STEP.toNanos());
        for (int i = 0; i < 8; i++) {
            answer(measured + i, 5);
        }

        assertThat(recorder.unanswered()).isEqualTo(2);
        assertThat(recorder.errorPercent()).isCloseTo(20, within(1e-9));
        assertThat(recorder.problems()).hasSize(1);
    }

    @Test
    void aRequestBehindASlowAnswerCountsFromTheMomentItWasDue() {
        Visit visit = new Visit(new Twice(), measured, clock, recorder);
        time.set(measured);
        visit.plan();
        visit.send();
        time.addAndGet(500 * MILLI);
        visit.end(true);
        visit.plan();
        assertThat(visit.waitMillis()).isZero();
        visit.send();
        time.addAndGet(10 * MILLI);
        visit.end(true);

        LatencySummary summary = recorder.summary(Set.of(RequestGroup.ITEM));
        assertThat(summary.p50Millis()).isEqualTo(410);
        assertThat(summary.maxMillis()).isEqualTo(500);
        // It was the service that was slow: the generator sent at once what it could.
        assertThat(recorder.starts().laterThan(1)).isZero();
    }

    @Test
    void aTimerThatFiresLateIsTheGeneratorsFault() {
        Visit visit = new Visit(new Twice(), measured, clock, recorder);
        time.set(measured - 20 * MILLI);
        visit.plan();
        assertThat(visit.waitMillis()).isEqualTo(20);
        time.set(measured + 30 * MILLI);
        visit.send();
        time.addAndGet(5 * MILLI);
        visit.end(true);

        assertThat(recorder.starts().laterThan(10)).isEqualTo(1);
        assertThat(recorder.starts().percentileMillis(100)).isCloseTo(30.1, within(0.05));
        assertThat(recorder.summary(Set.of(RequestGroup.ITEM)).maxMillis()).isEqualTo(35);
    }

    @Test
    void theTimelineTellsTheRateOfEverySecond() {
        for (int i = 0; i < 100; i++) {
            answer(measured + i * MILLI, 5);
        }
        recorder.answered(RequestGroup.ITEM, measured + 1_500 * MILLI, 5 * MILLI, "status 503");

        Timeline timeline = Timeline.of(PROFILE, recorder.samples());

        assertThat(timeline.secondsPerPoint()).isEqualTo(1);
        assertThat(timeline.points()).hasSize(2);
        assertThat(timeline.points().getFirst().goodPerSecond()).isEqualTo(100);
        assertThat(timeline.points().getFirst().offeredPerSecond()).isEqualTo(100);
        assertThat(timeline.points().getLast().errorsPerSecond()).isEqualTo(1);
        assertThat(recorder.problems()).containsEntry("status 503", 1L);
    }

    private void answer(long due, long millis) {
        recorder.answered(RequestGroup.ITEM, due, millis * MILLI, "");
    }

    private static final class Twice implements Script {

        @Override
        public int length() {
            return 2;
        }

        @Override
        public long stepNanos() {
            return Profile.SESSION_STEP.toNanos();
        }

        @Override
        public Call next() {
            return Call.read(RequestGroup.ITEM, "/api/catalog/items/1");
        }

        @Override
        public boolean answered(Call call, Answer answer) {
            return false;
        }
    }
}
