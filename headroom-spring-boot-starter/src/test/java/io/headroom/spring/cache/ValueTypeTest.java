package io.headroom.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.cache.Codec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {

    static class Animal {
        public String name = "";
    }

    static final class Dog extends Animal {
        public int toys;
    }

    private static final ClassLoader CLASSES = ValueTypeTest.class.getClassLoader();

    private static ValueType type(String text) {
        return ValueType.parse(text, CLASSES);
    }

    @Test
    void aGenericValueComesBackAsWhatItWas() {
        Codec<Object> codec =
                type("java.util.Map<java.lang.String, java.util.List<java.lang.Long>>").codec();
        Object value = Map.of("a", List.of(1L, 2L));
        assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.Object",
                "java.util.List",
                "java.util.List<java.lang.Object>",
                "java.lang.Runnable",
                "java.lang.Number",
                "java.util.Map<java.lang.String, java.io.Serializable>"
            })
    void aTypeThatDoesNotSayWhatToReadIsNotDeclared(String text) {
        assertThat(type(text).isDeclared()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.String",
                "java.util.UUID",
                "java.time.Instant",
                "java.util.List<java.lang.String>",
                "java.time.DayOfWeek"
            })
    void aTypeThatSaysItIs(String text) {
        assertThat(type(text).isDeclared()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.example.Missing",
                "java.util.List<",
                "java.util.List<java.lang.String",
                "java.util.List<java.lang.String, java.lang.String>",
                "java.lang.String<java.lang.String>",
                ""
            })
    void aMalformedTypeIsRefused(String text) {
        assertThatThrownBy(() -> type(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSubclassWouldComeBackAsItsParentAndHasNoBytes() {
        Codec<Object> codec = type(Animal.class.getName()).codec();
        assertThat(codec.decode(codec.encode(new Animal()))).isInstanceOf(Animal.class);
        assertThatThrownBy(() -> codec.encode(new Dog()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
