package io.headroom.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.aayushatharva.brotli4j.decoder.BrotliInputStream;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContentCodingTest {

    private static final byte[] PAGE =
            "{\"sku\":\"A-17\",\"name\":\"Kettle\",\"price\":{\"amount\":\"12.95\"}},"
                    .repeat(40)
                    .getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @EnumSource
    void whatIsCodedCanBeReadAgain(ContentCoding coding) throws IOException {
        assertThat(decode(coding, coding.encode(PAGE))).isEqualTo(PAGE);
    }

    @ParameterizedTest
    @EnumSource
    void nothingCanBeCodedToo(ContentCoding coding) throws IOException {
        assertThat(decode(coding, coding.encode(new byte[0]))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
    void everyCodingSavesMostOfARepetitivePage(ContentCoding coding) {
        assertThat(coding.encode(PAGE).length).isLessThan(PAGE.length / 10);
    }

    @ParameterizedTest
    @EnumSource
    void theSameBytesAreCodedTheSameWay(ContentCoding coding) {
        assertThat(coding.encode(PAGE)).isEqualTo(coding.encode(PAGE.clone()));
    }

    @ParameterizedTest
    @EnumSource
    void theTokenNamesTheCoding(ContentCoding coding) {
        assertThat(ContentCoding.ofToken(coding.token())).isEqualTo(coding);
    }

    @Test
    void tokensAreReadInAnyCaseAndXGzipIsGzip() {
        assertThat(ContentCoding.ofToken(" GZip ")).isEqualTo(ContentCoding.GZIP);
        assertThat(ContentCoding.ofToken("x-gzip")).isEqualTo(ContentCoding.GZIP);
    }

    @Test
    void anUnknownTokenIsRefused() {
        assertThatThrownBy(() -> ContentCoding.ofToken("deflate"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deflate");
    }

    @Test
    void identityAndGzipNeedNoNativeLibrary() {
        assertThat(ContentCoding.available()).contains(ContentCoding.IDENTITY, ContentCoding.GZIP);
    }

    private static byte[] decode(ContentCoding coding, byte[] coded) throws IOException {
        return switch (coding) {
            case IDENTITY -> coded;
            case GZIP -> all(new GZIPInputStream(new ByteArrayInputStream(coded)));
            case BROTLI -> all(new BrotliInputStream(new ByteArrayInputStream(coded)));
            case ZSTD -> Zstd.decompress(coded, (int) Zstd.getFrameContentSize(coded));
        };
    }

    private static byte[] all(InputStream stream) throws IOException {
        try (stream) {
            return stream.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource
    void itReadsWhatItCoded(ContentCoding coding) {
        byte[] plain = "some text, some text, some text".getBytes(StandardCharsets.UTF_8);
        assertThat(coding.decode(coding.encode(plain), plain.length)).isEqualTo(plain);
        assertThat(coding.decode(coding.encode(new byte[0]), 0)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatHasAnotherLengthIsRefused(ContentCoding coding) {
        byte[] coded = coding.encode(new byte[300]);
        assertThatThrownBy(() -> coding.decode(coded, 299))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> coding.decode(coded, 301))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "IDENTITY")
    void whatIsNotInTheCodingIsRefused(ContentCoding coding) {
        byte[] noise = new byte[100];
        new Random(7).nextBytes(noise);
        assertThatThrownBy(() -> coding.decode(noise, 100))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
