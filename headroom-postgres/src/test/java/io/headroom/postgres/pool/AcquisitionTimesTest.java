package io.headroom.postgres.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AcquisitionTimesTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final AcquisitionTimes times = new AcquisitionTimes();

    @Test
    void quantilesAreWithinAnEighth() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 100_000; i++) {
            times.record(5 * SECOND, random.nextLong(100_000_000));
        }
        Acquisition figures = times.figures(5 * SECOND);
        assertThat(figures.count()).isEqualTo(100_000);
        assertThat(figures.p50Millis()).isCloseTo(50, within(50 / 8.0));
        assertThat(figures.p95Millis()).isCloseTo(95, within(95 / 8.0));
        assertThat(figures.p99Millis()).isCloseTo(99, within(99 / 8.0));
        assertThat(figures.maxMillis()).isLessThanOrEqualTo(100);
    }

    @Test
    void whatIsOlderThanAMinuteIsForgotten() {
        times.record(-3 * SECOND, 1_000_000);
        times.record(1 * SECOND, 2_000_000);
        assertThat(times.figures(1 * SECOND).count()).isEqualTo(2);
        assertThat(times.figures(55 * SECOND).count()).isEqualTo(1);
        assertThat(times.figures(65 * SECOND).count()).isZero();
        times.record(61 * SECOND, 3_000_000);
        assertThat(times.figures(61 * SECOND).count()).isEqualTo(1);
        assertThat(times.figures(61 * SECOND).maxMillis()).isEqualTo(3);
    }

    @Test
    void anyDurationHasABucket() {
        for (long nanos : new long[] {-1, 0, 1, 7, 8, 9, 255, 256, Long.MAX_VALUE}) {
            times.record(SECOND, nanos);
        }
        assertThat(times.figures(SECOND).count()).isEqualTo(9);
    }
}
