package io.headroom.operations.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class LiveSetTest {

    private static final long HEAP = 256_000_000;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private static LiveSet after(int minutes, DoubleUnaryOperator bytes, long seed) {
        LiveSet liveSet = new LiveSet(MemoryOptions.defaults(), 0);
        Random random = new Random(seed);
        for (int i = 0; i < minutes; i++) {
            double noise = 1 + 0.03 * random.nextGaussian();
            liveSet.collected(i * MINUTE, true, (long) (bytes.applyAsDouble(i) * noise));
        }
        return liveSet;
    }

    @Test
    void aSteadyRiseIsSuspectedWithTheHoursThatAreLeft() {
        LeakVerdict verdict = after(70, minute -> 80e6 + 1e6 * minute, 1).verdict(HEAP);
        assertThat(verdict.suspected()).as(verdict.reason()).isTrue();
        assertThat(verdict.bytesPerHour()).isCloseTo(60e6, within(6e6));
        assertThat(verdict.hoursToLimit()).isCloseTo((0.98 * HEAP - 149e6) / 60e6, within(0.6));
        assertThat(verdict.reason()).contains("MB an hour", "the heap is full in");
    }

    @Test
    void aLeakThatBeganLateIsToldAtItsOwnRate() {
        LeakVerdict verdict =
                after(90, minute -> 80e6 + 1e6 * Math.max(0, minute - 45), 1).verdict(HEAP);
        assertThat(verdict.suspected()).as(verdict.reason()).isTrue();
        assertThat(verdict.bytesPerHour()).isCloseTo(60e6, within(9e6));
        assertThat(verdict.hoursToLimit()).isCloseTo((0.98 * HEAP - 124e6) / 60e6, within(0.5));
    }

    @Test
    void noiseAndWavesAreNoLeak() {
        int suspected = 0;
        for (long seed = 1; seed <= 200; seed++) {
            if (after(90, _ -> 100e6, seed).verdict(HEAP).suspected()) {
                suspected++;
            }
            if (after(90, minute -> 100e6 + 20e6 * Math.sin(minute / 9), seed)
                    .verdict(HEAP)
                    .suspected()) {
                suspected++;
            }
        }
        assertThat(suspected).isZero();
    }

    @Test
    void aCacheThatFillsUpAndStaysIsNoLeak() {
        for (long seed = 1; seed <= 20; seed++) {
            LeakVerdict verdict =
                    after(120, minute -> 60e6 + 90e6 * (1 - Math.exp(-minute / 15)), seed)
                            .verdict(HEAP);
            assertThat(verdict.suspected()).as(verdict.reason()).isFalse();
        }
    }

    @Test
    void aRiseThatFillsTheHeapInAWeekIsNone() {
        assertThat(after(600, minute -> 80e6 + 1e6 * minute / 60, 1).verdict(HEAP).suspected())
                .isFalse();
    }

    @Test
    void theWarmUpDoesNotCountAndFewPointsTellNothing() {
        LeakVerdict warm = after(9, minute -> 80e6 + 9e6 * minute, 1).verdict(HEAP);
        assertThat(warm.points()).isZero();
        LeakVerdict few = after(16, minute -> 80e6 + 9e6 * minute, 1).verdict(HEAP);
        assertThat(few.suspected()).isFalse();
        assertThat(few.reason()).contains("6 of 8 major collections", "not known yet");
        assertThat(few.hoursToLimit()).isNaN();
    }

    @Test
    void theLeastAfterAMajorCollectionCounts() {
        LiveSet liveSet = new LiveSet(MemoryOptions.defaults(), 0);
        liveSet.collected(11 * MINUTE, false, 10);
        assertThat(liveSet.latest()).isNaN();
        liveSet.collected(12 * MINUTE, true, 100);
        liveSet.collected(13 * MINUTE, false, 70);
        liveSet.collected(14 * MINUTE, false, 90);
        assertThat(liveSet.latest()).isEqualTo(70);
        liveSet.collected(15 * MINUTE, true, 95);
        assertThat(liveSet.latest()).isEqualTo(95);
    }

    @Test
    void itsMemoryIsBounded() {
        LiveSet liveSet = after(2_000, _ -> 100e6, 1);
        assertThat(liveSet.verdict(HEAP).points()).isEqualTo(LiveSet.MOST_POINTS);
    }
}
