package io.headroom.operations.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.operations.alert.Alert.Acknowledgement;
import io.headroom.operations.alert.Alert.Silence;
import io.headroom.operations.alert.Alert.State;
import io.headroom.test.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AlertsTest {

    private static final Duration TICK = Duration.ofSeconds(15);
    private static final AlertRule RULE =
            new AlertRule(
                    "PoolFull",
                    "",
                    Priority.HIGH,
                    "The pool is full.",
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5));
    private static final Bound ABOVE = new Bound(Bound.Side.ABOVE, 0.9);

    private final ManualTime time = new ManualTime();
    private final Alerts alerts = new Alerts(time);

    private List<Alert> tick(double value) {
        time.advance(TICK);
        return alerts.evaluate(
                List.of(new Threshold(RULE, "pool", ABOVE, "database").judge(value)));
    }

    private List<State> states() {
        return alerts.active().stream().map(Alert::state).toList();
    }

    @Test
    void whatHoldsForLongEnoughFiresOnce() {
        for (int i = 0; i < 4; i++) {
            assertThat(tick(1)).isEmpty();
            assertThat(states()).containsExactly(State.PENDING);
        }
        assertThat(tick(1)).extracting(Alert::state).containsExactly(State.FIRING);
        for (int i = 0; i < 100; i++) {
            assertThat(tick(1)).isEmpty();
        }
        assertThat(states()).containsExactly(State.FIRING);
    }

    @Test
    void whatPausesBeginsAnew() {
        for (int i = 0; i < 100; i++) {
            assertThat(tick(i % 4 == 3 ? 0 : 1)).isEmpty();
        }
    }

    @Test
    void aValueThatIsMissingDoesNotHold() {
        for (int i = 0; i < 3; i++) {
            tick(1);
        }
        assertThat(tick(Double.NaN)).isEmpty();
        assertThat(states()).isEmpty();
    }

    @Test
    void itIsOverWhenItDidNotHoldForLongEnough() {
        for (int i = 0; i < 5; i++) {
            tick(1);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(tick(0)).isEmpty();
            assertThat(states()).containsExactly(State.FIRING);
        }
        assertThat(tick(0)).extracting(Alert::state).containsExactly(State.RESOLVED);
        assertThat(alerts.active()).isEmpty();
        assertThat(alerts.resolved()).hasSize(1);
    }

    @Test
    void aFigureThatSwingsAroundItsLimitMakesOneAlertInADay() {
        Random random = new Random(11);
        List<Alert> changes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            changes.addAll(tick(1));
        }
        for (int i = 0; i < 24 * 240; i++) {
            changes.addAll(tick(0.9 + (random.nextBoolean() ? 0.001 : -0.001)));
        }
        assertThat(changes).hasSize(1);
        // The same without hysteresis: it is what it is there for.
        Alerts bare = new Alerts(time);
        AlertRule rule =
                new AlertRule("Bare", "", Priority.LOW, "Bare.", Duration.ZERO, Duration.ZERO);
        int flaps = 0;
        for (int i = 0; i < 240; i++) {
            time.advance(TICK);
            flaps += bare.evaluate(List.of(new Verdict(rule, random.nextBoolean(), 1))).size();
        }
        assertThat(flaps).isGreaterThan(50);
    }

    @Test
    void anAcknowledgementEndsWithItsAlert() {
        for (int i = 0; i < 5; i++) {
            tick(1);
        }
        assertThat(alerts.acknowledge("PoolFull", "ada", "looking")).isTrue();
        assertThat(alerts.acknowledge("Unknown", "ada", "looking")).isFalse();
        assertThat(alerts.active().getFirst().acknowledgement())
                .isEqualTo(new Acknowledgement("ada", "looking", time.instant()));
        for (int i = 0; i < 21; i++) {
            tick(0);
        }
        for (int i = 0; i < 5; i++) {
            tick(1);
        }
        assertThat(alerts.active().getFirst().acknowledgement().isGiven()).isFalse();
    }

    @Test
    void aSilenceCoversItsTimeAndNoMore() {
        alerts.silence("PoolFull", "ada", "maintenance", Duration.ofMinutes(10));
        for (int i = 0; i < 5; i++) {
            tick(1);
        }
        assertThat(alerts.active().getFirst().silence().by()).isEqualTo("ada");
        for (int i = 0; i < 40; i++) {
            tick(1);
        }
        assertThat(alerts.active().getFirst().silence()).isEqualTo(Silence.NONE);
        alerts.silence("PoolFull", "ada", "again", Duration.ofMinutes(10));
        assertThat(alerts.silences()).containsOnlyKeys("PoolFull");
        assertThat(alerts.hear("PoolFull")).isTrue();
        assertThat(alerts.hear("PoolFull")).isFalse();
        assertThatThrownBy(() -> alerts.silence("PoolFull", "ada", "", Duration.ofDays(8)))
                .hasMessageContaining("up to 7 days");
    }

    @Test
    void theHighestPriorityComesFirst() {
        AlertRule low =
                new AlertRule("Low", "", Priority.LOW, "Low.", Duration.ZERO, Duration.ZERO);
        AlertRule high =
                new AlertRule("High", "x", Priority.HIGH, "High.", Duration.ZERO, Duration.ZERO);
        alerts.evaluate(List.of(new Verdict(low, true, 1), new Verdict(RULE, true, 1)));
        time.advance(TICK);
        alerts.evaluate(
                List.of(
                        new Verdict(low, true, 1),
                        new Verdict(RULE, true, 1),
                        new Verdict(high, true, 1)));
        assertThat(alerts.active())
                .extracting(alert -> alert.rule().id())
                .containsExactly("High:x", "Low", "PoolFull");
    }

    @Test
    void aClockThatGoesBackNeitherFiresNorKeepsForever() {
        AtomicReference<Instant> now = new AtomicReference<>(time.instant());
        Alerts jumping = new Alerts(now::get);
        Verdict holds = new Verdict(RULE, true, 1);
        jumping.evaluate(List.of(holds));
        now.updateAndGet(each -> each.minus(Duration.ofHours(2)));
        jumping.evaluate(List.of(holds));
        now.updateAndGet(each -> each.plus(Duration.ofMinutes(1)));
        assertThat(jumping.evaluate(List.of(holds))).hasSize(1);
        jumping.evaluate(List.of());
        now.updateAndGet(each -> each.minus(Duration.ofHours(2)));
        jumping.evaluate(List.of());
        now.updateAndGet(each -> each.plus(Duration.ofMinutes(5)));
        assertThat(jumping.evaluate(List.of()))
                .extracting(Alert::state)
                .containsExactly(State.RESOLVED);
    }

    @Test
    void theLastAlertsThatAreOverAreKept() {
        AlertRule brief =
                new AlertRule("Brief", "", Priority.LOW, "Brief.", Duration.ZERO, Duration.ZERO);
        for (int i = 0; i < 300; i++) {
            time.advance(TICK);
            alerts.evaluate(List.of(new Verdict(brief, i % 2 == 0, i)));
            alerts.evaluate(List.of());
        }
        assertThat(alerts.resolved()).hasSizeLessThanOrEqualTo(Alerts.MOST_RESOLVED);
    }
}
