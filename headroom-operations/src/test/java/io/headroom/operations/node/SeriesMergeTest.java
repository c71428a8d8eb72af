package io.headroom.operations.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.operations.history.Series;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesMergeTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final String RATE = "http.requests_per_second";
    private static final String ERRORS = "http.error_ratio";
    private static final double GAP = Double.NaN;

    private final SeriesMerge merge = new SeriesMerge(START, 10, 4, MergingRules.shipped());

    private static Series series(String figure, double... values) {
        return Series.of(figure, START, 10, values);
    }

    private MergedSeries merged(String figure, List<List<Series>> nodes) {
        return merge.merge(List.of(figure), nodes).getFirst();
    }

    @Test
    void ratesAreSummedStepByStep() {
        MergedSeries rate =
                merged(
                        RATE,
                        List.of(
                                List.of(series(RATE, 1, 2, 3, 4)),
                                List.of(series(RATE, 10, 20, 30, 40)),
                                List.of(series(RATE, 100, 200, 300, 400))));
        assertThat(rate.series().values()).containsExactly(111, 222, 333, 444);
        assertThat(rate.nodes()).containsExactly(3, 3, 3, 3);
        assertThat(rate.series().start()).isEqualTo(START);
        assertThat(rate.series().stepSeconds()).isEqualTo(10);
    }

    @Test
    void aYoungNodeAndOneThatPausedAreGapsAndNoZeros() {
        MergedSeries rate =
                merged(
                        RATE,
                        List.of(
                                List.of(series(RATE, 1, GAP, 1, 1)),
                                List.of(series(RATE, GAP, GAP, 5, 5))));
        assertThat(rate.series().values()).containsExactly(1, GAP, 6, 6);
        assertThat(rate.nodes()).containsExactly(1, 0, 2, 2);
    }

    @Test
    void theNewestStepWaitsForAllNodesThatToldTheOneBefore() {
        List<List<Series>> oneIsLate =
                List.of(List.of(series(RATE, 1, 1, 1, 1)), List.of(series(RATE, 5, 5, 5, GAP)));
        assertThat(merged(RATE, oneIsLate).series().values()).containsExactly(6, 6, 6, GAP);
        List<List<Series>> oneIsNew =
                List.of(List.of(series(RATE, 1, 1, 1, 1)), List.of(series(RATE, 5, GAP, GAP, 5)));
        assertThat(merged(RATE, oneIsNew).series().values()).containsExactly(6, 1, 1, 6);
    }

    @Test
    void stepsAreMatchedByTheirTime() {
        Series own = series(RATE, 1, 2, 3, 4);
        Series later = Series.of(RATE, START.plusSeconds(10), 10, new double[] {10, 20, 30, 9});
        MergedSeries rate = merged(RATE, List.of(List.of(own), List.of(later)));
        assertThat(rate.series().values()).containsExactly(1, 12, 23, 34);
        assertThat(rate.nodes()).containsExactly(1, 2, 2, 2);
    }

    @Test
    void whatAnAnswerOfSomeSecondsAgoDoesNotReachIsAGap() {
        SeriesMerge seconds = new SeriesMerge(START, 1, 6, MergingRules.shipped());
        Series own = Series.of(RATE, START, 1, new double[] {1, 1, 1, 1, 1, 1});
        Series before =
                Series.of(RATE, START.minusSeconds(2), 1, new double[] {5, 5, 5, 5, 5, GAP});
        MergedSeries rate =
                seconds.merge(List.of(RATE), List.of(List.of(own), List.of(before))).getFirst();
        assertThat(rate.series().values()).containsExactly(6, 6, 6, GAP, GAP, GAP);
        assertThat(rate.nodes()).containsExactly(2, 2, 2, 1, 1, 1);
    }

    @Test
    void aNodeWhoseClockIsLateTakesNothingFromTheOthers() {
        Series late = Series.of(RATE, START.minusSeconds(30), 10, new double[] {5, 5, 5, 5});
        MergedSeries rate = merged(RATE, List.of(List.of(series(RATE, 1, 1, 1, 1)), List.of(late)));
        assertThat(rate.series().values()).containsExactly(6, 1, 1, 1);
    }

    @Test
    void stepsOfAnotherWidthAreNotMixedIn() {
        Series wider = Series.of(RATE, START, 60, new double[] {7, 7, 7, 7});
        MergedSeries rate =
                merged(RATE, List.of(List.of(series(RATE, 1, 1, 1, 1)), List.of(wider)));
        assertThat(rate.series().values()).containsExactly(1, 1, 1, 1);
        assertThat(rate.nodes()).containsExactly(1, 1, 1, 1);
    }

    @Test
    void sharesAreWeightedByTheTrafficOfTheirStep() {
        MergedSeries errors =
                merged(
                        ERRORS,
                        List.of(
                                List.of(
                                        series(RATE, 90, 0, GAP, 50),
                                        series(ERRORS, 0, 0.5, 0.5, 0)),
                                List.of(
                                        series(RATE, 10, 10, GAP, 50),
                                        series(ERRORS, 1, 0.1, 0.1, 1))));
        assertThat(errors.series().values())
                .containsExactly(new double[] {0.1, 0.1, 0.3, 0.5}, within(1e-12));
    }

    @Test
    void aFigureThatNoNodeHasIsAllGaps() {
        MergedSeries rate = merged(RATE, List.of(List.of(), List.of()));
        assertThat(rate.series().values()).containsExactly(GAP, GAP, GAP, GAP);
        assertThat(rate.nodes()).containsExactly(0, 0, 0, 0);
    }
}
