package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private static final long USUAL = Duration.ofMillis(500).toNanos();

    private static Duration pauseAfter(Duration took) {
        return Duration.ofNanos(Rounds.restNanos(USUAL, took.toNanos()));
    }

    @Test
    void aLongRoundMakesThePauseLonger() {
        assertThat(pauseAfter(Duration.ZERO)).isEqualTo(Duration.ofMillis(500));
        assertThat(pauseAfter(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(500));
        assertThat(pauseAfter(Duration.ofMillis(100))).isEqualTo(Duration.ofMillis(900));
    }

    @Test
    void aRoundThatAStopOfTheProcessMadeLongDoesNotMakeItMinutes() {
        assertThat(pauseAfter(Duration.ofMinutes(5))).isEqualTo(Duration.ofSeconds(5));
    }
}
