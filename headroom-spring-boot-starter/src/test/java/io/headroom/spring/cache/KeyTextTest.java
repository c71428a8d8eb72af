package io.headroom.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.cache.interceptor.SimpleKey;

class KeyTextTest {

    private record Place(String town, int floor) {}

    @Test
    void aStringIsItsOwnText() {
        assertThat(KeyText.of("user:17")).isEqualTo("user:17");
    }

    @Test
    void differentKeysHaveDifferentTexts() {
        List<Object> keys =
                List.of(
                        17L,
                        17,
                        "17",
                        "#17",
                        "#s17",
                        "#i17",
                        (short) 17,
                        new BigDecimal("17"),
                        SimpleKey.EMPTY,
                        new SimpleKey("a,b"),
                        new SimpleKey("a", "b"),
                        new SimpleKey("a','b"),
                        new SimpleKey("a", null),
                        new SimpleKey("a", "null"),
                        new SimpleKey(1L, 2L),
                        new SimpleKey(1L, 2),
                        new SimpleKey(12L),
                        DayOfWeek.MONDAY,
                        "MONDAY",
                        LocalDate.of(2026, 1, 1),
                        "2026-01-01",
                        new Place("Lund", 1),
                        new Place("Lund", 2),
                        List.of("a", "b"),
                        Set.of("a", "b"),
                        Map.of("a", "b"),
                        UUID.fromString("00000000-0000-0000-0000-000000000017"),
                        true,
                        'x');
        assertThat(keys.stream().map(KeyText::of)).doesNotHaveDuplicates();
    }

    @Test
    void equalKeysHaveEqualTexts() {
        assertThat(KeyText.of(new SimpleKey(new int[] {1, 2}, "a")))
                .isEqualTo(KeyText.of(new SimpleKey(new int[] {1, 2}, "a")));
        assertThat(KeyText.of(new LinkedHashSet<>(Arrays.asList("b", "a"))))
                .isEqualTo(KeyText.of(new HashSet<>(Arrays.asList("a", "b"))));
    }

    @Test
    void aKeyWithoutContentIsRefused() {
        assertThatThrownBy(() -> KeyText.of(new Object()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("class java.lang.Object has no text");
        assertThatThrownBy(() -> KeyText.of(new SimpleKey("a", new Object())))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
