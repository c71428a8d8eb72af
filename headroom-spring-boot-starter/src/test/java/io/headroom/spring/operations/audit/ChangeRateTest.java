package io.headroom.spring.operations.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.test.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChangeRateTest {

    private final ManualTime time = new ManualTime();
    private final ChangeRate rate = new ChangeRate(6, time::nanos);

    @Test
    void aMinutesWorthGoesOnAtOnceAndThenEachAsTheBucketFills() {
        for (int i = 0; i < 6; i++) {
            assertThat(rate.take("ann")).isZero();
        }
        assertThat(rate.take("ann")).isEqualTo(10);
        time.advance(Duration.ofMillis(9_001));
        assertThat(rate.take("ann")).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(rate.take("ann")).isZero();
        assertThat(rate.take("ann")).isPositive();
    }

    @Test
    void eachCallerHasHisOwnAndThoseWhoWereNotSeenForAThousandOthersBeginAnew() {
        for (int i = 0; i < 7; i++) {
            rate.take("ann");
        }
        assertThat(rate.take("bob")).isZero();
        assertThat(rate.take("ann")).isPositive();
        for (int i = 0; i < 1_000; i++) {
            rate.take("caller-" + i);
        }
        assertThat(rate.take("ann")).isZero();
    }
}
