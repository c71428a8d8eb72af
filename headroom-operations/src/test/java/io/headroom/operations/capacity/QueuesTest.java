package io.headroom.operations.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QueuesTest {

    @Test
    void erlangCIsThatOfTheTables() {
        assertThat(Queues.waits(1, 0.5)).isEqualTo(0.5, within(1e-12));
        assertThat(Queues.waits(2, 1)).isEqualTo(1 / 3.0, within(1e-12));
        assertThat(Queues.waits(5, 4)).isEqualTo(0.5541, within(1e-4));
        assertThat(Queues.waits(20, 16)).isEqualTo(0.2561, within(1e-4));
        assertThat(Queues.waits(4, 4)).isEqualTo(1);
        assertThat(Queues.waits(4, 0)).isZero();
    }

    @Test
    void waitsFollow() {
        assertThat(Queues.meanWait(1, 0.5, 2)).isEqualTo(2, within(1e-12));
        assertThat(Queues.meanWait(2, 2, 1)).isInfinite();
        assertThat(Queues.waitQuantile(1, 0.5, 1, 0.95))
                .isEqualTo(Math.log(10) / 0.5, within(1e-9));
        assertThat(Queues.waitQuantile(1, 0.02, 1, 0.95)).isZero();
    }
}
