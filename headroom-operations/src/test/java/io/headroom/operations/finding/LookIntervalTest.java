package io.headroom.operations.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.test.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LookIntervalTest {

    private final ManualTime time = new ManualTime();
    private final LookInterval interval = new LookInterval(time::nanos);

    @Test
    void eachLookIsMeasuredFromTheOneBefore() {
        time.advance(Duration.ofSeconds(5));
        assertThat(interval.seconds()).isEqualTo(5);
        time.advance(Duration.ofMillis(250));
        assertThat(interval.seconds()).isEqualTo(0.25);
    }

    @Test
    void twoLooksAtOnceAreAMillisecondApart() {
        assertThat(interval.seconds()).isEqualTo(0.001);
    }
}
