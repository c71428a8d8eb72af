package io.headroom.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final GeneratorHealth PUNCTUAL = generator(1_000, 1_000, 0.2, 0.1);

    @Test
    void aRunWithinItsLimitsPasses() {
        Verdict verdict = Verdict.of(Threshold.COMMON, figures(10, 40, 100, 0.2), PUNCTUAL);

        assertThat(verdict.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(verdict.thresholds()).allMatch(Threshold.Judgement::met);
        assertThat(verdict.thresholds().getFirst().shareOfLimitPercent()).isEqualTo(20.0);
    }

    @Test
    void oneMissedLimitFailsTheRun() {
        Verdict verdict = Verdict.of(Threshold.COMMON, figures(10, 200, 100, 0.2), PUNCTUAL);

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(verdict.outcome().exitStatus()).isEqualTo(1);
        assertThat(verdict.thresholds().stream().filter(judgement -> !judgement.met()).toList())
                .extracting(Threshold.Judgement::name)
                .containsExactly("search p90");
    }

    @Test
    void aLimitIsNotKeptByReachingIt() {
        assertThat(judge(Threshold.below(Measure.ERROR_PERCENT, 1), 1.0).met()).isFalse();
        assertThat(judge(Threshold.above(Measure.HIT_RATE_PERCENT, 75), 75.0).met()).isFalse();
        assertThat(judge(Threshold.above(Measure.HIT_RATE_PERCENT, 75), 75.1).met()).isTrue();
        assertThat(judge(Threshold.none(Measure.POOL_TIMEOUTS), 0.0).met()).isTrue();
        assertThat(judge(Threshold.none(Measure.POOL_TIMEOUTS), 1.0).met()).isFalse();
    }

    @Test
    void whatWasNotMeasuredMissesItsLimit() {
        Threshold.Judgement judgement = judge(Threshold.above(Measure.HIT_RATE_PERCENT, 75), null);

        assertThat(judgement.met()).isFalse();
        assertThat(judgement.measured()).isNull();
    }

    @Test
    void aLateGeneratorMakesTheRunInvalidWhateverTheFiguresSay() {
        GeneratorHealth late = generator(1_000, 1_000, 1.1, 0.1);

        Verdict good = Verdict.of(Threshold.COMMON, figures(10, 40, 100, 0.2), late);
        Verdict bad = Verdict.of(Threshold.COMMON, figures(900, 900, 900, 50), late);

        assertThat(List.of(good.outcome(), bad.outcome())).containsOnly(Outcome.INVALID);
        assertThat(good.outcome().exitStatus()).isEqualTo(3);
        assertThat(good.reasons()).singleElement().asString().contains("more than 10 ms late");
    }

    @Test
    void sessionsThatNeverBeganMakeTheRunInvalid() {
        assertThat(generator(1_000, 990, 0, 0).reasons()).isEmpty();
        assertThat(generator(1_000, 989, 0, 0).reasons())
                .singleElement()
                .asString()
                .contains("989 of 1000");
    }

    @Test
    void aGeneratorThatCollectsGarbageAllTheTimeMakesTheRunInvalid() {
        assertThat(generator(1_000, 1_000, 0, 2.5).reasons())
                .singleElement()
                .asString()
                .contains("garbage collections");
    }

    private static Threshold.Judgement judge(Threshold threshold, @Nullable Double value) {
        Figures figures =
                new Figures(
                        LatencySummary.EMPTY,
                        LatencySummary.EMPTY,
                        LatencySummary.EMPTY,
                        LatencySummary.EMPTY,
                        value == null ? 0 : value,
                        0,
                        value,
                        value,
                        0);
        return threshold.judge(figures);
    }

    private static Figures figures(
            double catalog, double search, double recommendation, double errorPercent) {
        return new Figures(
                latency(catalog),
                latency(catalog),
                latency(search),
                latency(recommendation),
                errorPercent,
                2_000,
                90.0,
                0.0,
                0);
    }

    private static LatencySummary latency(double p90) {
        return new LatencySummary(100, 0, p90, p90, p90, p90, p90);
    }

    private static GeneratorHealth generator(
            long planned, long started, double latePercent, double gcPercent) {
        return new GeneratorHealth(
                planned, started, started * 10, 0.1, 1, 5, latePercent, 1, 2, 0, gcPercent, 30);
    }
}
