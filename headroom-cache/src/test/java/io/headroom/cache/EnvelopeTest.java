package io.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    private static final byte[] TEXT =
            "the same words again and again, ".repeat(100).getBytes(StandardCharsets.UTF_8);

    private static byte[] sealed(byte[] payload) {
        return Envelope.seal(payload, 7, 1_000, 2_000, 33, 1_024);
    }

    @Test
    void aValueComesBackAsItWas() {
        byte[] small = {1, 2, 3};
        for (byte[] payload : new byte[][] {small, TEXT, new byte[0]}) {
            var value = (Envelope.Value) Envelope.open(sealed(payload), 7);
            assertThat(value.payload()).isEqualTo(payload);
            assertThat(value.expiresMillis()).isEqualTo(2_000);
            assertThat(value.loadMillis()).isEqualTo(33);
        }
        assertThat(Envelope.open(Envelope.sealNone(7, 1, 2), 7)).isEqualTo(new Envelope.NoValue(2));
    }

    @Test
    void onlyWhatSavesAFifthIsCompressed() {
        byte[] noise = new byte[4_096];
        new Random(1).nextBytes(noise);

        assertThat(sealed(TEXT)).hasSizeLessThan(TEXT.length / 5);
        assertThat(sealed(noise)).hasSize(noise.length + Envelope.HEADER);
        byte[] brief = Arrays.copyOf(TEXT, 1_000);
        assertThat(sealed(brief)).hasSize(brief.length + Envelope.HEADER);
    }

    @Test
    void anotherVersionIsUnreadable() {
        assertThat(Envelope.open(sealed(TEXT), 8)).isInstanceOf(Envelope.Unreadable.class);
    }

    @Test
    void whateverIsCutOrAlteredIsUnreadable() {
        byte[] good = sealed(TEXT);
        for (int length = 0; length < good.length; length++) {
            assertThat(Envelope.open(Arrays.copyOf(good, length), 7))
                    .isInstanceOf(Envelope.Unreadable.class);
        }
        for (int at = 0; at < good.length; at++) {
            byte[] altered = good.clone();
            altered[at] ^= 0x10;
            assertThat(Envelope.open(altered, 7)).isInstanceOf(Envelope.Unreadable.class);
        }
    }
}
