package io.headroom.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {

    @Test
    void aStrongTagIsTheBeginningOfTheDigest() {
        // SHA-256 of "abc", FIPS 180-4's example.
        assertThat(EntityTag.strongOf("abc".getBytes(StandardCharsets.UTF_8)))
                .hasToString("\"ba7816bf8f01cfea414140de5dae2223\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"a\"", "W/\"a\"", "\"a,b\"", "\"a\\b\"", "\"ü\"", "\"'\""})
    void whatIsReadIsWrittenTheSame(String text) {
        assertThat(EntityTag.parse(text)).hasToString(text);
        assertThat(EntityTag.parse("  " + text + " ")).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "\"",
                "\"a",
                "a\"",
                "w/\"a\"",
                "W\"a\"",
                "W\\\"a\"",
                "W/a",
                "W/",
                "\"a b\"",
                "\"a\"b\"",
                "\"a\u0000\"",
                "\"\u20ac\"",
                "*"
            })
    void whatIsMalformedIsNoTag(String text) {
        assertThat(EntityTag.parse(text)).isNull();
    }

    @Test
    void anOverlongTagIsNoTag() {
        assertThat(EntityTag.parse("\"" + "a".repeat(512) + "\"")).isNotNull();
        assertThat(EntityTag.parse("\"" + "a".repeat(513) + "\"")).isNull();
        assertThat(EntityTag.parse(null)).isNull();
    }

    @Test
    void aQuoteInsideIsRefused() {
        assertThatThrownBy(() -> new EntityTag("a\"b", false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theCodingStandsBehindTwoHyphens() {
        EntityTag tag = new EntityTag("a", true);
        assertThat(tag.withCoding(ContentCoding.GZIP)).hasToString("W/\"a--gzip\"");
        assertThat(tag.withCoding(ContentCoding.BROTLI)).hasToString("W/\"a--br\"");
        assertThat(tag.withCoding(ContentCoding.ZSTD)).hasToString("W/\"a--zstd\"");
        assertThat(tag.withCoding(ContentCoding.IDENTITY)).isSameAs(tag);
    }

    @ParameterizedTest
    @EnumSource
    void theCodingCanBeTakenOffAgain(ContentCoding coding) {
        EntityTag tag = EntityTag.strongOf(new byte[] {1, 2, 3});
        assertThat(tag.withCoding(coding).withoutCoding()).isEqualTo(tag);
    }
}
