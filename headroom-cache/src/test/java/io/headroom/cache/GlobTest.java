package io.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "a*, abc, true",
        "a*, bac, false",
        "*a, bba, true",
        "a?c, abc, true",
        "a?c, ac, false",
        "a*b*c, a-b-b-c, true",
        "a*b*c, a-c-b, false",
        "user:*:name, user:1:2:name, true",
        "\\*, *, true",
        "\\*, a, false",
        "a\\?, a?, true",
        "a.c, abc, false"
    })
    void aPatternMatchesAsItSays(String pattern, String text, boolean matches) {
        assertThat(Glob.of(pattern).matches(text)).isEqualTo(matches);
    }

    @Test
    void aHostilePatternTakesNoExponentialTime() {
        Glob glob = Glob.of("*a".repeat(1_000) + "b");
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> glob.matches("a".repeat(4_000)));
    }
}
