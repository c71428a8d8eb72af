package io.headroom.operations.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObservationTest {

    @ParameterizedTest
    @CsvSource({
        "PT0.0004S, 0.40 ms",
        "PT0.3S, 300 ms",
        "PT1S, 1 s",
        "PT1.2S, 1.20 s",
        "PT90S, 90 s",
        "PT1M, 1 min",
        "PT10M, 10 min",
        "PT100M, 100 min",
        "PT1H, 1 h",
        "PT2H30M, 2.50 h"
    })
    void aTimeIsToldInAUnitThatFits(Duration time, String told) {
        assertThat(Observation.time(time)).isEqualTo(told);
    }

    @Test
    void aNumberHasThreeDigitsThatCountAndCommasBetweenThousands() {
        assertThat(Observation.number(1234.4)).isEqualTo("1,234");
        assertThat(Observation.number(12.345)).isEqualTo("12.3");
        assertThat(Observation.number(1.2345)).isEqualTo("1.23");
        assertThat(Observation.number(7.0)).isEqualTo("7");
        assertThat(Observation.number(1_234_567L)).isEqualTo("1,234,567");
    }
}
