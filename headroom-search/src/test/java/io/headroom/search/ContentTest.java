package io.headroom.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ContentTest {

    private static Stream<UnaryOperator<SearchDocument.Builder>> changes() {
        return Stream.of(
                document -> document.text("name", "Red mug", spanish("Taza azul")),
                document -> document.text("name", "Blue mug", spanish("Taza roja")),
                document -> document.text("name", "Blue mug"),
                document -> document.text("text", "Made of clay"),
                document -> document.keyword("brand", "nordlys", "Nordlys"),
                document -> document.keyword("category", "mugs", "Cups", spanish("Tazas")),
                document -> document.keyword("category", "mugs", "Mugs", spanish("Vasos")),
                document -> document.number("price", 12.91),
                document -> document.flag("active", false),
                document -> document.data("card", "{\"id\":2}"),
                document -> document.data("stock", "true"));
    }

    private static SearchDocument.Builder document() {
        return SearchDocument.builder("1")
                .text("name", "Blue mug", spanish("Taza azul"))
                .keyword("category", "kitchen", "Kitchen", spanish("Cocina"))
                .number("price", 12.9)
                .number("stock", 5)
                .flag("active", true)
                .data("card", "{\"id\":1}");
    }

    private static Map<Language, String> spanish(String text) {
        return Map.of(Language.SPANISH, text);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whatDiffersHasAnotherNumber(UnaryOperator<SearchDocument.Builder> change) {
        assertThat(Content.of(change.apply(document()).build()))
                .isNotEqualTo(Content.of(document().build()));
    }

    @Test
    void whatSaysTheSameHasOneNumberInWhateverOrderItWasBuilt() {
        SearchDocument backwards =
                SearchDocument.builder("1")
                        .data("card", "{\"id\":1}")
                        .flag("active", true)
                        .number("stock", 5)
                        .number("price", 12.9)
                        .keyword("category", "kitchen", "Kitchen", spanish("Cocina"))
                        .text("name", "Blue mug", spanish("Taza azul"))
                        .build();
        assertThat(Content.of(backwards)).isEqualTo(Content.of(document().build()));
    }

    @Test
    void aValueOfOneKindIsNotTakenForOneOfAnother() {
        assertThat(Content.of(SearchDocument.builder("1").flag("active", true).build()))
                .isNotEqualTo(
                        Content.of(SearchDocument.builder("1").data("active", "true").build()));
    }
}
