package io.headroom.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagListTest {

    private static final EntityTag CURRENT = new EntityTag("now", false);
    private static final EntityTag WEAK = new EntityTag("now", true);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"now\"",
                "W/\"now\"",
                "\"now--gzip\"",
                "\"then\", \"now\"",
                "\"now\",\"then\"",
                "\"a,b\", \"now\"",
                "junk, \"now\"",
                ",, \"now\" ,",
                "\"now--br\"",
                "*",
                " * "
            })
    void aListThatNamesTheAnswerInAnyCodingMatchesWeakly(String header) {
        assertThat(EntityTagList.parse(header).matchesWeakly(CURRENT)).isTrue();
        assertThat(EntityTagList.parse(header).matchesWeakly(WEAK)).isTrue();
        assertThat(
                        EntityTagList.parse(header)
                                .matchesWeakly(CURRENT.withCoding(ContentCoding.ZSTD)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "\"then\"",
                "\"NOW\"",
                "\"now",
                "\"then,\"now\"",
                "w/\"now\"",
                "\"now\" \"now\"",
                "\"*\"",
                "*, \"then\"",
                "\"now--deflate\""
            })
    void anythingElseDoesNot(String header) {
        assertThat(EntityTagList.parse(header).matchesWeakly(CURRENT)).isFalse();
        assertThat(EntityTagList.parse(header).matchesStrongly(CURRENT)).isFalse();
        assertThat(EntityTagList.parse(header).isPresent()).isTrue();
    }

    @Test
    void aWeakTagOfEitherSideDoesNotMatchStrongly() {
        assertThat(EntityTagList.parse("\"now\"").matchesStrongly(CURRENT)).isTrue();
        assertThat(EntityTagList.parse("W/\"now\"").matchesStrongly(CURRENT)).isFalse();
        assertThat(EntityTagList.parse("\"now\"").matchesStrongly(WEAK)).isFalse();
        assertThat(EntityTagList.parse("*").matchesStrongly(WEAK)).isTrue();
    }

    @Test
    void anAbsentHeaderMatchesNothing() {
        EntityTagList none = EntityTagList.parse(null);
        assertThat(none.isPresent()).isFalse();
        assertThat(none.isAny()).isFalse();
        assertThat(none.matchesWeakly(CURRENT)).isFalse();
        assertThat(none.withoutCodings()).isEmpty();
    }

    @Test
    void theTagThatTheCallerHoldsIsFound() {
        EntityTagList list = EntityTagList.parse("\"old\", \"now--gzip\", W/\"now\"");
        assertThat(list.memberFor(CURRENT.withCoding(ContentCoding.BROTLI)))
                .hasToString("\"now--gzip\"");
        assertThat(list.memberFor(CURRENT)).hasToString("W/\"now\"");
        assertThat(list.memberFor(new EntityTag("other", false))).isNull();
    }

    @Test
    void theApplicationSeesItsOwnTags() {
        assertThat(EntityTagList.parse("\"a--gzip\", W/\"b--br\" ,\"a\"").withoutCodings())
                .isEqualTo("\"a\", W/\"b\"");
        assertThat(EntityTagList.parse("*").withoutCodings()).isEqualTo("*");
        assertThat(EntityTagList.parse("nonsense").withoutCodings()).isEqualTo("nonsense");
    }

    @Test
    void anAbsurdHeaderMatchesNothing() {
        String many = "\"a\",".repeat(64) + "\"now\"";
        assertThat(EntityTagList.parse(many).matchesWeakly(CURRENT)).isFalse();
        String overlong = "\"now\"," + " ".repeat(9_000);
        assertThat(EntityTagList.parse(overlong).matchesWeakly(CURRENT)).isFalse();
        assertThat(EntityTagList.parse("\"a\",".repeat(63) + "\"now\"").matchesWeakly(CURRENT))
                .isTrue();
    }
}
