package io.headroom.search;

import static io.headroom.search.Shop.ids;
import static io.headroom.search.Shop.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileTextTest {

    private static final String[] PIECES = {
        "mug",
        "AND",
        "OR",
        "NOT",
        "*",
        "?",
        "~",
        "~2",
        "\"",
        "'",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        "name:",
        "^",
        "^9",
        "\\",
        "/",
        "//",
        "&&",
        "||",
        "!",
        "+",
        "-",
        " ",
        "  ",
        "\t",
        "\n",
        "\0",
        "<script>",
        "</mark>",
        "&amp;",
        "%",
        "_",
        ";",
        "--",
        "é",
        "ñ",
        "ß",
        "漢字",
        "👩‍🚀",
        "\ud800",
        "\udc00",
        "\u202e",
        "\u001f",
        "_id",
        "1e309",
        "null",
        "headphones",
        "hedphones",
        "."
    };

    @Test
    void noTextMakesASearchThrow() {
        try (SearchIndex index =
                Shop.index(
                        item("1", "Blue mug").text("description", "A \"fine\" mug (*)").build(),
                        item("2", "Headphones").build())) {
            Random random = new Random(20_260_101);
            for (int i = 0; i < 10_000; i++) {
                String text = text(random);
                Language language = random.nextBoolean() ? Language.ENGLISH : Language.SPANISH;
                assertThatCode(
                                () -> {
                                    index.search(
                                            SearchRequest.builder(text, language)
                                                    .highlight("name", "description")
                                                    .build());
                                    if (text.length() % 16 == 0) {
                                        index.suggest(text, language, 8);
                                    }
                                })
                        .as(text)
                        .doesNotThrowAnyException();
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            if (random.nextInt(4) == 0) {
                text.append((char) random.nextInt(0x10000));
            } else {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
        }
        return text.substring(0, Math.min(text.length(), SearchRequest.MAX_TEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mug*", "+mug -blue", "name:mug", "(mug", "\"mug", "mug^9", "<b>mug</b>"})
    void signsMeanNothing(String text) {
        try (SearchIndex index =
                Shop.index(item("1", "Blue mug b name 9").build(), item("2", "Muggle").build())) {
            assertThat(ids(index, text)).containsExactly("1");
        }
    }

    @Test
    void theWordsAndOrNotAreWords() {
        try (SearchIndex index =
                Shop.index(item("1", "Salt").build(), item("2", "Pepper").build())) {
            assertThat(ids(index, "salt OR pepper")).isEmpty();
            assertThat(ids(index, "NOT salt")).containsExactly("1");
        }
    }

    @Test
    void whatIsTooLongIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SearchRequest.builder("x".repeat(201), Language.ENGLISH).build())
                .withMessageContaining("text");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SearchRequest.builder("x ".repeat(33), Language.ENGLISH).build())
                .withMessageContaining("32 words");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SearchRequest.builder("x", Language.ENGLISH).limit(101).build())
                .withMessageContaining("limit");
    }
}
