package io.headroom.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ZipfTest {

    private static final int DRAWS = 200_000;

    @Test
    void aRankIsDrawnInverselyToItsPower() {
        int[] counts = draw(new Zipf(1_000, 0.9));

        assertThat((double) counts[0] / counts[1]).isCloseTo(Math.pow(2, 0.9), within(0.1));
        assertThat((double) counts[0] / counts[9]).isCloseTo(Math.pow(10, 0.9), within(0.6));
    }

    @Test
    void theExponentZeroDrawsEvenly() {
        int[] counts = draw(new Zipf(10, 0));

        for (int count : counts) {
            assertThat((double) count / DRAWS).isCloseTo(0.1, within(0.01));
        }
    }

    @Test
    void oneRankIsAlwaysDrawn() {
        assertThat(draw(new Zipf(1, 1.5))[0]).isEqualTo(DRAWS);
    }

    @Test
    void noRanksAreRefused() {
        assertThatThrownBy(() -> new Zipf(0, 1)).hasMessageContaining("ranks");
    }

    private static int[] draw(Zipf zipf) {
        SplittableRandom random = new SplittableRandom(42);
        int[] counts = new int[1_000];
        for (int i = 0; i < DRAWS; i++) {
            counts[zipf.next(random)]++;
        }
        return Arrays.stream(counts).filter(count -> count > 0).toArray();
    }
}
