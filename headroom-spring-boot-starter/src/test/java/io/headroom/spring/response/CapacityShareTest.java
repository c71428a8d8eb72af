package io.headroom.spring.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CapacityShareTest {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final CapacityShare share = new CapacityShare(0);

    @Test
    void eachCollectionOfAFullHeapHalvesItDownToAnEighth() {
        assertThat(share.collected(0.69, 1)).isEqualTo(1);
        assertThat(share.collected(0.71, 2)).isEqualTo(0.5);
        assertThat(share.collected(0.71, 3)).isEqualTo(0.25);
        assertThat(share.collected(0.75, 4)).isEqualTo(0.125);
        assertThat(share.collected(0.9, 5)).isEqualTo(0.125);
    }

    @Test
    void itComesBackByAQuarterAMinuteOnceThereIsRoom() {
        share.collected(0.75, 0);
        assertThat(share.passed(2 * MINUTE)).as("not known to have room").isEqualTo(0.5);
        assertThat(share.collected(0.62, 3 * MINUTE)).as("neither full nor roomy").isEqualTo(0.5);
        assertThat(share.collected(0.55, 4 * MINUTE)).isEqualTo(0.625);
        assertThat(share.passed(4 * MINUTE + 1)).isEqualTo(0.625);
        assertThat(share.passed(5 * MINUTE)).isEqualTo(0.78125);
        share.passed(6 * MINUTE);
        assertThat(share.passed(7 * MINUTE)).isEqualTo(1);
        assertThat(share.passed(8 * MINUTE)).isEqualTo(1);
    }
}
