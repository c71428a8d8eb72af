package io.headroom.http;

import static io.headroom.http.ContentCoding.BROTLI;
import static io.headroom.http.ContentCoding.GZIP;
import static io.headroom.http.ContentCoding.IDENTITY;
import static io.headroom.http.ContentCoding.ZSTD;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {

    private static final Set<ContentCoding> ALL = EnumSet.allOf(ContentCoding.class);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    gzip, deflate, br, zstd     | zstd br gzip identity
                    gzip, deflate, br           | br gzip identity
                    gzip, deflate               | gzip identity
                    gzip                        | gzip identity
                    x-gzip                      | gzip identity
                    GZIP                        | gzip identity
                    identity                    | identity
                    deflate                     | identity
                    *                           | zstd br gzip identity
                    gzip;q=1.0, br;q=0.5        | gzip br identity
                    br;q=0.5, gzip;q=0.500      | br gzip identity
                    gzip;q=0                    | identity
                    gzip;q=0, *                 | zstd br identity
                    br, *;q=0                   | br
                    br, *;q=0.1                 | br zstd gzip identity
                    gzip;q=0.5, identity        | identity gzip
                    gzip, identity;q=0          | gzip
                    gzip;q=0.2, identity;q=0.9  | identity gzip
                    gzip ; q=0.3 , br;Q=0.4     | br gzip identity
                    gzip;q=0.001                | gzip identity
                    gzip;q=1.                   | gzip identity
                    gzip, gzip;q=0              | identity
                    , ,gzip,,                   | gzip identity
                    """)
    void theCallersWeightsDecideAndThenTheServersOrder(String header, String expected) {
        assertThat(tokens(AcceptEncoding.read(header, ALL))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity;q=0", "*;q=0", "identity;q=0, *;q=0", "gzip;q=0, *;q=0"})
    void whoRefusesEverythingGetsAnEmptyList(String header) {
        assertThat(AcceptEncoding.read(header, ALL)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                ",,,,",
                ";;;",
                "q=1",
                "gzip;q=2",
                "gzip;q=-1",
                "gzip;q=1.001",
                "gzip;q=0.0001",
                "gzip;q=abc",
                "gzip;q=",
                "gzip;q",
                "gzip;quality=1",
                "gzip;q=0.5;x=1",
                "gz ip",
                "\u0000\u0001"
            })
    void whatIsMalformedAsksForNothing(String header) {
        assertThat(AcceptEncoding.preferred(header)).containsExactly(IDENTITY);
    }

    @Test
    void noHeaderMeansIdentity() {
        assertThat(AcceptEncoding.preferred(null)).containsExactly(IDENTITY);
    }

    @Test
    void absurdLengthsAndNumbersOfMembersSayNothing() {
        assertThat(AcceptEncoding.preferred("gzip" + " ".repeat(2_000))).containsExactly(IDENTITY);
        assertThat(AcceptEncoding.preferred("gzip," + "a,".repeat(40))).containsExactly(IDENTITY);
        assertThat(AcceptEncoding.preferred("gzip," + "a,".repeat(20)))
                .containsExactly(GZIP, IDENTITY);
    }

    @Test
    void aCodingThatThePlatformLacksIsNotOffered() {
        assertThat(AcceptEncoding.read("gzip, br, zstd", EnumSet.of(IDENTITY, GZIP)))
                .containsExactly(GZIP, IDENTITY);
    }

    @Test
    void theSameTextGivesTheSameListAgain() {
        assertThat(AcceptEncoding.preferred("br;q=0.7, gzip;q=0.6"))
                .isSameAs(AcceptEncoding.preferred("br;q=0.7, gzip;q=0.6"));
    }

    @Test
    void noTextMakesItThrowOrOfferWhatWasNotAskedFor() {
        Random random = new Random(42);
        List<String> pieces =
                List.of("gzip", "br", "*", ";", "q=", "0", ".", "9", ",", " ", "\"", "é", "=");
        for (int i = 0; i < 20_000; i++) {
            String header =
                    Stream.generate(() -> pieces.get(random.nextInt(pieces.size())))
                            .limit(random.nextInt(20))
                            .collect(Collectors.joining());
            List<ContentCoding> preferred = AcceptEncoding.preferred(header);
            assertThat(preferred).doesNotHaveDuplicates();
            if (!header.contains("*")) {
                assertThat(preferred).doesNotContain(ZSTD);
            }
            if (!header.contains("*") && !header.contains("br")) {
                assertThat(preferred).doesNotContain(BROTLI);
            }
        }
    }

    private static String tokens(List<ContentCoding> codings) {
        return codings.stream().map(ContentCoding::token).collect(Collectors.joining(" "));
    }
}
