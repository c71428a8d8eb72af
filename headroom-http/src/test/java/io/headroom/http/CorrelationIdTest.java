package io.headroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "Order-17.retry_2", "00000000000000000000000000000000"})
    void aWellFormedIdOfTheCallerIsKept(String offered) {
        assertThat(CorrelationId.accept(offered, new Random(1))).hasToString(offered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\r\nSet-Cookie: x", "<script>", "é"})
    void anythingElseIsReplaced(String offered) {
        assertThat(CorrelationId.accept(offered, new Random(1)).value()).matches("[0-9a-f]{32}");
    }

    @Test
    void itsLengthEndsAt128() {
        assertThat(CorrelationId.accept("x".repeat(128), new Random(1)).value()).startsWith("xxx");
        assertThat(CorrelationId.accept("x".repeat(129), new Random(1)).value()).hasSize(32);
    }

    @Test
    void aMissingIdIsGenerated() {
        Random random = new Random(1);
        assertThat(CorrelationId.accept(null, random))
                .isNotEqualTo(CorrelationId.accept(null, random));
    }
}
