package io.headroom.postgres.statement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftTest {

    private static final Duration SLOT = Duration.ofMinutes(5);

    private final ManualTime time = new ManualTime();
    private final Series series = new Series(SLOT, 288);
    private final Random random = new Random(7);

    private void slots(int count, double mean) {
        for (int i = 0; i < count; i++) {
            time.advance(SLOT);
            double noisy = mean * (0.9 + 0.2 * random.nextDouble());
            series.add(time.instant(), 100, 100 * noisy, 100, 0);
        }
    }

    private Drift drift() {
        return Drift.of(series, 288, 1.5);
    }

    @Test
    void aSteadyStatementDoesNotDrift() {
        slots(40, 10);

        assertThat(drift().drifting()).isFalse();
        assertThat(drift().usualMillis()).isCloseTo(10, within(1.0));
    }

    @Test
    void oneThatTakesTwiceAsLongDrifts() {
        slots(40, 10);
        slots(2, 20);

        assertThat(drift().drifting()).isTrue();
        assertThat(drift().nowMillis()).isCloseTo(20, within(2.0));
    }

    @Test
    void fewBadSlotsDoNotMoveTheBaseline() {
        slots(30, 10);
        slots(5, 500);
        slots(10, 10);

        assertThat(drift().usualMillis()).isCloseTo(10, within(1.0));
        assertThat(drift().drifting()).isFalse();
    }

    @Test
    void aStatementThatAlwaysVariesDoesNotDrift() {
        for (int i = 0; i < 60; i++) {
            slots(1, i % 2 == 0 ? 5 : 40);
        }

        assertThat(drift().drifting()).isFalse();
    }

    @Test
    void withoutEnoughSlotsOrCallsNothingIsSaid() {
        slots(5, 10);
        assertThat(drift().usualMillis()).isNaN();
        assertThat(drift().drifting()).isFalse();

        slots(20, 10);
        time.advance(SLOT.multipliedBy(2));
        series.add(time.instant(), 1, 900, 1, 0);
        assertThat(drift().nowMillis()).isNaN();
        assertThat(drift().drifting()).isFalse();
    }

    @Test
    void whatIsOlderThanTheKeptTimeIsForgotten() {
        slots(1, 10);
        time.advance(SLOT.multipliedBy(287));
        boolean _ = series.moveTo(time.instant());
        assertThat(series.calls()).isEqualTo(100);

        time.advance(SLOT);
        boolean _ = series.moveTo(time.instant());
        assertThat(series.calls()).isZero();
        assertThat(series.points()).isEmpty();
    }

    @Test
    void aClockSetBackWritesIntoTheNewestSlot() {
        slots(3, 10);
        series.add(time.instant().minus(SLOT), 50, 500, 0, 0);

        assertThat(series.calls(0, 1)).isEqualTo(150);
    }
}
