package io.headroom.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofSeconds(1));

    @ParameterizedTest
    @CsvSource({
        "1,10,20",
        "2,20,40",
        "6,320,640",
        "7,500,1000",
        "64,500,1000",
        "2000000000,500,1000"
    })
    void pauseDoublesUntilItsLimit(int attempt, long leastMillis, long mostMillis) {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            assertThat(backoff.pause(attempt, random))
                    .isBetween(Duration.ofMillis(leastMillis), Duration.ofMillis(mostMillis));
        }
    }

    @Test
    void limitBelowTheFirstPauseIsRefused() {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("max must be at least initial");
    }
}
