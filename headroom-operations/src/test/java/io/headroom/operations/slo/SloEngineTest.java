package io.headroom.operations.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headroom.operations.slo.SloStatus.Burn;
import io.headroom.test.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SloEngineTest {

    private static final Duration TICK = Duration.ofSeconds(15);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Objective ERRORS =
            new Objective(
                    "errors",
                    "Less than 1 % of requests fail.",
                    "application",
                    0.99,
                    new Indicator.Counted("requests", List.of()),
                    true,
                    100);

    private final ManualTime time = new ManualTime(Instant.parse("2026-01-01T00:00:00Z"));
    private final Totals totals = new Totals();
    private final SloEngine engine = engine();

    private static final class Totals implements EventCount {

        private double good;
        private double bad;

        @Override
        public double good() {
            return good;
        }

        @Override
        public double bad() {
            return bad;
        }
    }

    private SloEngine engine() {
        SloEngine made =
                new SloEngine(
                        new SloDefinitions(Duration.ofDays(30), List.of(ERRORS), List.of()),
                        Map.of("errors", totals),
                        time);
        made.sample();
        return made;
    }

    /// Runs for a while with so many events in each tick.
    private void run(Duration duration, double good, double bad) {
        for (long i = 0; i < duration.dividedBy(TICK); i++) {
            time.advance(TICK);
            totals.good += good;
            totals.bad += bad;
            engine.sample();
        }
    }

    private SloStatus status() {
        return engine.status().getFirst();
    }

    private List<Double> firing() {
        return status().burns().stream()
                .filter(Burn::holds)
                .map(burn -> burn.rule().factor())
                .toList();
    }

    @Test
    void withoutEventsThePromiseIsKept() {
        assertThat(status().compliance()).isEqualTo(1);
        assertThat(status().budgetRemaining()).isEqualTo(1);
        assertThat(firing()).isEmpty();
        assertThat(status().exhaustedIn(Duration.ofDays(30))).isEqualTo(SloStatus.NEVER);
    }

    @Test
    void theBudgetIsWhatMayBeBadOfTheEventsSoFar() {
        run(HOUR, 998, 2);
        assertThat(status().compliance()).isCloseTo(0.998, within(1e-9));
        assertThat(status().budgetRemaining()).isCloseTo(0.8, within(1e-9));
        assertThat(status().burnRate()).isCloseTo(0.2, within(1e-9));
        assertThat(status().exhaustedIn(Duration.ofDays(30)).toDays()).isBetween(119L, 120L);
        run(HOUR, 950, 50);
        assertThat(status().recentEvents()).isEqualTo(240_000);
        assertThat(status().isKept()).isFalse();
        assertThat(status().budgetRemaining()).isNegative();
        assertThat(status().exhaustedIn(Duration.ofDays(30))).isZero();
    }

    @Test
    void aTotalOutageFiresTheFastestRuleWithinTenMinutesAndEndsMinutesAfter() {
        run(Duration.ofDays(3), 1_000, 0);
        run(Duration.ofMinutes(8), 0, 1_000);
        assertThat(firing()).isEmpty();
        run(Duration.ofMinutes(1), 0, 1_000);
        assertThat(firing()).contains(14.4);
        run(Duration.ofMinutes(6), 1_000, 0);
        assertThat(firing()).doesNotContain(14.4);
    }

    @Test
    void aSlowBurnMakesATicketAndNoPage() {
        run(Duration.ofDays(3), 980, 20);
        assertThat(firing()).containsExactly(1.0);
        assertThat(status().pages()).isFalse();
        run(Duration.ofDays(1), 960, 40);
        assertThat(firing()).containsExactly(3.0, 1.0);
        assertThat(status().burnsTooFast()).isTrue();
    }

    @Test
    void aFewRequestsAtNightWakeNobody() {
        run(Duration.ofMinutes(20), 0, 1);
        assertThat(firing()).isEmpty();
        run(Duration.ofMinutes(5), 0, 1);
        assertThat(firing()).contains(14.4);
    }

    @Test
    void aFewSlowAnswersOfAYoungProcessAreNoTicket() {
        run(Duration.ofMinutes(1), 1, 2);
        run(HOUR, 1, 0);
        assertThat(status().good() + status().bad()).isGreaterThan((double) ERRORS.leastEvents());
        assertThat(status().burns().getLast().longRate()).isGreaterThan(3);
        assertThat(firing()).isEmpty();
    }

    @Test
    void aCounterThatBeginsAnewLosesNothing() {
        run(HOUR, 100, 0);
        totals.good = 0;
        totals.bad = 0;
        run(HOUR, 100, 0);
        assertThat(status().good()).isEqualTo(2 * 240 * 100);
    }

    @Test
    void complianceIsKnownByTheHourAndTheDay() {
        run(Duration.ofHours(24), 100, 0);
        run(Duration.ofHours(23), 90, 10);
        assertThat(engine.compliance("errors", 24, 3))
                .extracting(SloEngine.Stretch::compliance)
                .satisfiesExactly(
                        before -> assertThat(before).isEqualTo(1),
                        first -> assertThat(first).isEqualTo(1),
                        second -> assertThat(second).isCloseTo(0.9, within(1e-9)));
        assertThat(engine.compliance("errors", 1, 2).getLast().start())
                .isEqualTo(Instant.parse("2026-01-02T22:00:00Z"));
        assertThatThrownBy(() -> engine.compliance("errors", 24, 31))
                .hasMessageContaining("30 days");
        assertThatThrownBy(() -> engine.compliance("nothing", 24, 1))
                .hasMessageContaining("nothing");
    }

    @Test
    void aRestartLosesNothingThatWasSaved() throws IOException {
        run(HOUR, 90, 10);
        byte[] saved = engine.save();
        totals.good = 0;
        totals.bad = 0;
        SloEngine after = engine();
        after.restore(saved);
        assertThat(after.status()).isEqualTo(engine.status());
        assertThatThrownBy(() -> after.restore(new byte[10])).isInstanceOf(IOException.class);
    }

    @Test
    void aJumpOfTheClockKeepsTheBooksInOrder() {
        run(HOUR, 100, 0);
        time.advance(Duration.ofDays(365));
        run(HOUR, 100, 0);
        assertThat(status().good()).isEqualTo(240 * 100);
    }

    @Test
    void aLedgerTakesTheBytesThatAreStated() {
        assertThat(EventLedger.BYTES).isLessThan(90 * 1_024);
    }
}
