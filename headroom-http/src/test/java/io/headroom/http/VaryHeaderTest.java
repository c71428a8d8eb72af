package io.headroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaryHeaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Accept                    | accept
                    Accept, Accept-Language   | accept, accept-language
                    accept-language, ACCEPT   | accept, accept-language
                    Accept,Accept             | accept
                    , Accept ,,               | accept
                    X-A_b.c!                  | x-a_b.c!
                    """)
    void namesAreLowerCaseSortedAndDistinct(String header, String expected) {
        assertThat(VaryHeader.parse(header)).hasToString(expected);
        assertThat(VaryHeader.parse(header).any()).isFalse();
    }

    /// `*` by the cases vary-syntax-* of cache-tests.fyi; what cannot be understood likewise.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*, *",
                ", *",
                "*, Foo",
                "Foo, *",
                "Foo,*",
                "foo bar",
                "foo;q=1",
                "\"foo\"",
                "foo\u0000"
            })
    void aStarOrNonsenseMeansEverything(String header) {
        assertThat(VaryHeader.parse(header).any()).isTrue();
        assertThat(VaryHeader.parse(header)).hasToString("*");
        assertThat(VaryHeader.parse(header).contains("anything")).isTrue();
    }

    @Test
    void noHeaderMeansNothing() {
        assertThat(VaryHeader.parse(null)).isEqualTo(VaryHeader.NONE).hasToString("");
        assertThat(VaryHeader.parse(" ")).isEqualTo(VaryHeader.NONE);
    }

    @Test
    void acceptEncodingCanBeTakenOutAndAdded() {
        VaryHeader vary = VaryHeader.parse("Accept-Encoding, Origin");
        assertThat(vary.contains("accept-ENCODING")).isTrue();
        assertThat(vary.withoutAcceptEncoding()).hasToString("origin");
        assertThat(vary.withoutAcceptEncoding().with("Accept-Encoding")).isEqualTo(vary);
        assertThat(VaryHeader.parse("*").withoutAcceptEncoding().any()).isTrue();
        assertThat(VaryHeader.parse("*").with("Origin").any()).isTrue();
    }

    @Test
    void anAbsurdHeaderMeansEverything() {
        assertThat(VaryHeader.parse("a".repeat(5_000)).any()).isTrue();
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 65; i++) {
            many.append("x").append(i).append(',');
        }
        assertThat(VaryHeader.parse(many.toString()).any()).isTrue();
    }
}
