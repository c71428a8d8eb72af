package io.headroom.spring.response.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadBufferTest {

    private static String text(HeadBuffer head) {
        ByteBuffer buffer = ByteBuffer.allocate(10_000);
        head.appendTo(buffer);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                7,
                10,
                99,
                100,
                12_345,
                Integer.MAX_VALUE,
                1L << 31,
                Long.MAX_VALUE,
                -1,
                Long.MIN_VALUE
            })
    void numbersAreWrittenInDecimal(long number) {
        assertThat(text(new HeadBuffer().append("Age: ").append(number)))
                .isEqualTo("Age: " + number);
    }

    @Test
    void itGrowsByWhateverIsAppended() {
        String line = "x".repeat(3_000);
        HeadBuffer head =
                new HeadBuffer().append(line).append(line.getBytes(StandardCharsets.US_ASCII));
        head.append(2_000, (to, at) -> Arrays.fill(to, at, at + 2_000, (byte) 'y'));
        assertThat(text(head)).isEqualTo(line + line + "y".repeat(2_000));
        assertThat(text(head.clear().append("z"))).isEqualTo("z");
    }
}
