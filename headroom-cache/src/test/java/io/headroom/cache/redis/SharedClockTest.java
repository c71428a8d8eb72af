package io.headroom.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SharedClockTest {

    private final AtomicLong nanos = new AtomicLong();
    private final SharedClock clock =
            new SharedClock(InstantSource.fixed(Instant.ofEpochMilli(5)), nanos::get);

    private static Beat beat(long redisMicros, long sentNanos, long receivedNanos) {
        return new Beat("ab", 1, redisMicros, sentNanos, receivedNanos);
    }

    @Test
    void itIsThisMachinesUntilTheServerTellsItsTime() {
        assertThat(clock.millis()).isEqualTo(5);
        clock.heard(0, beat(1_000_000, 0, 2_000_000));
        nanos.set(1_000_000);
        assertThat(clock.millis()).isEqualTo(1_000);
        nanos.set(501_000_000);
        assertThat(clock.millis()).isEqualTo(1_500);
    }

    @Test
    void itDoesNotJitterWithinWhatTheServersAnswersAllow() {
        clock.heard(0, beat(1_000_000, 0, 2_000_000));
        clock.heard(0, beat(2_004_000, 1_000_000_000, 1_008_000_000));
        nanos.set(1_001_000_000);
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochMilli(2_000));
        clock.heard(0, beat(3_100_000, 2_000_000_000, 2_002_000_000));
        nanos.set(2_001_000_000);
        assertThat(clock.millis()).isEqualTo(3_100);
    }

    @Test
    void ofSeveralServersTheFirstPartitionsHolds() {
        clock.heard(3, beat(9_000_000, 0, 0));
        assertThat(clock.millis()).isEqualTo(9_000);
        clock.heard(1, beat(1_000_000, 0, 0));
        clock.heard(3, beat(9_000_000, 0, 0));
        assertThat(clock.millis()).isEqualTo(1_000);
    }
}
