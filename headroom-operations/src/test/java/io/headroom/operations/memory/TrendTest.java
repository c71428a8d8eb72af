package io.headroom.operations.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrendTest {

    @Test
    void aWildValueDoesNotMoveTheSlope() {
        double[] x = {0, 1, 2, 3, 4, 5, 6};
        double[] y = {1, 3, 5, 700, 9, 11, 13};
        assertThat(Trend.of(x, y).slope()).isEqualTo(2, within(1e-9));
    }

    @Test
    void theTestOfMannAndKendallIsThatOfTheTables() {
        // S = 45 of ten ascending values: (45 - 1) / sqrt(125).
        double[] x = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        assertThat(Trend.of(x, x).z()).isEqualTo(3.935, within(1e-3));
        assertThat(Trend.of(x, new double[10]).z()).isZero();
    }

    @Test
    void equalTimesAndFewPointsHaveNoTrend() {
        assertThat(Trend.of(new double[] {1, 1, 1}, new double[] {1, 2, 3})).isEqualTo(Trend.NONE);
        assertThat(Trend.of(new double[] {1, 2}, new double[] {1, 2})).isEqualTo(Trend.NONE);
    }
}
