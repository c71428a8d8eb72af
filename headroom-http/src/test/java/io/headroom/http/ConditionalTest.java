package io.headroom.http;

import static io.headroom.http.Conditional.Outcome.NOT_MODIFIED;
import static io.headroom.http.Conditional.Outcome.PRECONDITION_FAILED;
import static io.headroom.http.Conditional.Outcome.PROCEED;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.http.Conditional.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionalTest {

    private static final EntityTag TAG = new EntityTag("now", false);
    private static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37.5Z");
    private static final String SAME = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String EARLIER = "Sun, 06 Nov 1994 08:49:36 GMT";
    private static final String LATER = "Sun, 06 Nov 1994 08:49:38 GMT";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    # If-None-Match | If-Modified-Since | If-Match | If-Unmodified-Since | outcome
                                    |                   |          |                     | PROCEED
                    "now"           |                   |          |                     | NOT_MODIFIED
                    "then"          |                   |          |                     | PROCEED
                    *               |                   |          |                     | NOT_MODIFIED
                    "then"          | LATER             |          |                     | PROCEED
                    "now"           | EARLIER           |          |                     | NOT_MODIFIED
                    junk            | LATER             |          |                     | PROCEED
                                    | SAME              |          |                     | NOT_MODIFIED
                                    | LATER             |          |                     | NOT_MODIFIED
                                    | EARLIER           |          |                     | PROCEED
                                    | yesterday         |          |                     | PROCEED
                                    |                   | "now"    |                     | PROCEED
                                    |                   | "then"   |                     | PRECONDITION_FAILED
                                    |                   | W/"now"  |                     | PRECONDITION_FAILED
                                    |                   | *        |                     | PROCEED
                                    |                   | junk     |                     | PRECONDITION_FAILED
                                    |                   |          | SAME                | PROCEED
                                    |                   |          | LATER               | PROCEED
                                    |                   |          | EARLIER             | PRECONDITION_FAILED
                                    |                   |          | yesterday           | PROCEED
                                    |                   | "now"    | EARLIER             | PROCEED
                                    |                   | "then"   | LATER               | PRECONDITION_FAILED
                    "now"           |                   | "then"   |                     | PRECONDITION_FAILED
                    "now"           |                   | "now"    |                     | NOT_MODIFIED
                    "now"           |                   |          | EARLIER             | PRECONDITION_FAILED
                                    | SAME              |          | SAME                | NOT_MODIFIED
                    """)
    void theOrderOfTheRfcDecides(
            @Nullable String ifNoneMatch,
            @Nullable String ifModifiedSince,
            @Nullable String ifMatch,
            @Nullable String ifUnmodifiedSince,
            Outcome expected) {
        assertThat(
                        Conditional.evaluate(
                                ifNoneMatch,
                                date(ifModifiedSince),
                                ifMatch,
                                date(ifUnmodifiedSince),
                                TAG,
                                MODIFIED))
                .isEqualTo(expected);
    }

    private static @Nullable String date(@Nullable String name) {
        return switch (name) {
            case "SAME" -> SAME;
            case "EARLIER" -> EARLIER;
            case "LATER" -> LATER;
            case null -> null;
            default -> name;
        };
    }

    @Test
    void withoutADateOfTheAnswerDateConditionsAreIgnored() {
        assertThat(Conditional.evaluate(null, LATER, null, null, TAG, null)).isEqualTo(PROCEED);
        assertThat(Conditional.evaluate(null, null, null, EARLIER, TAG, null)).isEqualTo(PROCEED);
    }

    @Test
    void anyCodingOfTheAnswerIsTheAnswer() {
        EntityTag brotli = TAG.withCoding(ContentCoding.BROTLI);
        assertThat(Conditional.evaluate("\"now--gzip\"", null, null, null, brotli, null))
                .isEqualTo(NOT_MODIFIED);
        assertThat(Conditional.evaluate(null, null, "\"now--gzip\"", null, brotli, null))
                .isEqualTo(PROCEED);
    }

    @Test
    void aWeakAnswerNeverSatisfiesIfMatch() {
        EntityTag weak = new EntityTag("now", true);
        assertThat(Conditional.evaluate(null, null, "W/\"now\"", null, weak, null))
                .isEqualTo(PRECONDITION_FAILED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994"
            })
    void allThreeFormsOfADateAreRead(String date) {
        assertThat(HttpDate.parse(date)).isEqualTo("1994-11-06T08:49:37Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "Mon, 06 Nov 1994 08:49:37 GMT",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 06 Nov 1994 08:49:37 +0100",
                "Sun, 06 Nov 1994 25:49:37 GMT",
                "sun, 06 nov 1994 08:49:37 gmt",
                "1994-11-06T08:49:37Z",
                "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT"
            })
    void anythingElseIsNoDate(String date) {
        assertThat(HttpDate.parse(date)).isNull();
    }

    @Test
    void datesAreWrittenInThePreferredForm() {
        assertThat(HttpDate.format(MODIFIED)).isEqualTo(SAME);
    }
}
