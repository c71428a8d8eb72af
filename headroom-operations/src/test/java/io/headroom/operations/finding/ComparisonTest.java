package io.headroom.operations.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.operations.finding.Comparison.Seconds;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private final Random random = new Random(7);

    private static double[] values(int count, DoubleSupplier each) {
        double[] values = new double[count];
        Arrays.setAll(values, _ -> each.getAsDouble());
        return values;
    }

    /// R: wilcox.test(c(1.1,2.2,3.3,4.4,5.5), c(2,4,6,8,10), exact=FALSE) gives W = 6 and p =
    /// 0.2101.
    @Test
    void uAndPAreThoseOfATextbook() {
        Comparison found =
                Comparison.of(
                        new double[] {1.1, 2.2, 3.3, 4.4, 5.5}, new double[] {2, 4, 6, 8, 10});
        assertThat(found.larger()).isCloseTo(19.0 / 25, within(1e-9));
        assertThat(found.pValue()).isCloseTo(0.2101, within(5e-4));
    }

    @Test
    void aClearFallIsSignificant() {
        Comparison found =
                Comparison.of(
                        values(12, () -> 0.2 + random.nextGaussian() * 0.02),
                        values(12, () -> 0.1 + random.nextGaussian() * 0.02));
        assertThat(found.pValue()).isLessThan(0.001);
        assertThat(found.larger()).isLessThan(0.05);
        assertThat(found.change()).isCloseTo(-0.5, within(0.1));
    }

    @Test
    void ofAThousandComparisonsWithoutADifferenceOnePercentLookSignificant() {
        int significant = 0;
        for (int i = 0; i < 1_000; i++) {
            Comparison found =
                    Comparison.of(
                            values(12, random::nextGaussian), values(12, random::nextGaussian));
            significant += found.pValue() < 0.01 ? 1 : 0;
        }
        assertThat(significant).isBetween(1, 20);
    }

    @Test
    void equalValuesAreNoDifference() {
        Comparison found = Comparison.of(values(10, () -> 0), values(10, () -> 0));
        assertThat(found.pValue()).isGreaterThan(0.99);
        assertThat(found.change()).isZero();
    }

    @Test
    void onlySecondsOfALikeLoadAreCompared() {
        double[] slow = values(60, () -> 0.2);
        double[] fast = values(60, () -> 0.1);
        double[] busy = values(60, () -> 100);
        double[] idle = values(60, () -> 10);
        assertThat(Comparison.of(new Seconds(slow, busy), new Seconds(fast, idle)).isKnown())
                .isFalse();
        assertThat(Comparison.of(new Seconds(slow, busy), new Seconds(fast, busy)).isKnown())
                .isTrue();
    }

    @Test
    void secondsWithoutAValueAreLeftOut() {
        double[] gaps = values(60, () -> Double.NaN);
        Comparison found =
                Comparison.of(
                        new Seconds(gaps, values(60, () -> 5)),
                        new Seconds(values(60, () -> 1), values(60, () -> 5)));
        assertThat(found.isKnown()).isFalse();
        assertThat(found.before()).isZero();
    }
}
