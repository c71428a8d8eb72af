package io.headroom.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {

    @ParameterizedTest
    @CsvSource({"0,0", "17B,17", "1KB,1024", "10 mb,10485760", "2GB,2147483648"})
    void textFormIsRead(String text, long count) {
        assertThat(Bytes.parse(text)).isEqualTo(Bytes.of(count));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5MB", "MB", "1TB", "1 0MB", "9999999999999999999"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> Bytes.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no size");
    }

    @Test
    void aSizeBeyondLongIsRefusedRatherThanWrapped() {
        assertThatThrownBy(() -> Bytes.parse("999999999999999999GB"))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0B", "1023B", "1KB", "1536KB", "10MB", "3GB"})
    void textFormSurvivesARoundTrip(String text) {
        assertThat(Bytes.parse(text)).hasToString(text);
    }

    @Test
    void negativeSizesAreRefused() {
        assertThatThrownBy(() -> Bytes.of(-1)).hasMessageContaining("at least 0");
    }
}
