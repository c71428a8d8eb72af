package io.headroom.search;

import static io.headroom.search.Shop.ids;
import static io.headroom.search.Shop.index;
import static io.headroom.search.Shop.item;
import static io.headroom.search.Shop.search;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelevanceTest {

    @Test
    void theExactNameComesFirstHoweverPopularOthersAre() {
        try (SearchIndex index =
                index(
                        item("set", "Blue mug mug mug blue mug")
                                .number("popularity", 1_000_000)
                                .number("rating", 5)
                                .build(),
                        item("exact", "Blue Mug").build())) {
            assertThat(ids(index, "blue  MÜG!")).containsExactly("exact", "set");
        }
    }

    @Test
    void aWordInTheTitleBeatsOneInTheDescription() {
        try (SearchIndex index =
                index(
                        item("described", "Shelf").text("description", "holds a teapot").build(),
                        item("named", "Large teapot with a lid").build())) {
            assertThat(ids(index, "teapot")).containsExactly("named", "described");
        }
    }

    @Test
    void adjacentWordsBeatScatteredOnes() {
        try (SearchIndex index =
                index(
                        item("scattered", "Coffee cup and saucer with a good table").build(),
                        item("adjacent", "Saucer and good cup with a coffee table").build())) {
            assertThat(ids(index, "coffee table")).containsExactly("adjacent", "scattered");
        }
    }

    @Test
    void amongEqualsThePopularComesFirst() {
        try (SearchIndex index =
                index(
                        item("a", "Red lamp").number("popularity", 1).build(),
                        item("b", "Red lamp").number("popularity", 90).build(),
                        item("c", "Red lamp").build())) {
            assertThat(ids(index, "lamp")).containsExactly("b", "a", "c");
        }
    }

    @Test
    void wordsMayBeInDifferentFields() {
        try (SearchIndex index =
                index(
                        item("1", "Mug").keyword("brand", "nordlys", "Nordlys").build(),
                        item("2", "Mug").keyword("brand", "acme", "Acme").build())) {
            assertThat(ids(index, "nordlys mugs")).containsExactly("1");
        }
    }

    @Test
    void twoWordsAreBothRequiredAndOfFourThree() {
        try (SearchIndex index =
                index(
                        item("three", "Folding steel garden chair").build(),
                        item("two", "Steel chair").build())) {
            assertThat(ids(index, "garden chair")).containsExactly("three");
            assertThat(ids(index, "comfortable folding steel chair")).containsExactly("three");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "auriculares inalambricos",
        "AURICULAR INALÁMBRICO",
        "auricular inalámbrica",
        "los auriculares"
    })
    void spanishIsFoundInAnyFormAndWithoutAccents(String text) {
        try (SearchIndex index =
                index(
                        item("1", "Wireless headphones", "Auriculares inalámbricos").build(),
                        item("2", "Cable", "Cable").build())) {
            assertThat(ids(index, text, Language.SPANISH)).containsExactly("1");
        }
    }

    @ParameterizedTest
    @CsvSource({"headphone", "kids' headphones", "Kid's HEADPHONES"})
    void englishIsFoundInAnyForm(String text) {
        try (SearchIndex index = index(item("1", "Headphones for kids").build())) {
            assertThat(ids(index, text)).containsExactly("1");
        }
    }

    @Test
    void spanishTeaIsNotAStopWord() {
        try (SearchIndex index =
                index(
                        item("1", "Green tea", "Té verde").build(),
                        item("2", "Green mug", "Taza verde").build())) {
            assertThat(ids(index, "te verde", Language.SPANISH)).containsExactly("1");
        }
    }

    @Test
    void anUntranslatedItemIsFoundByItsName() {
        try (SearchIndex index = index(item("1", "Wireless headphones").build())) {
            assertThat(ids(index, "headphones", Language.SPANISH)).containsExactly("1");
        }
    }

    @Test
    void aTitleOfStopWordsIsFound() {
        try (SearchIndex index =
                index(item("1", "The Who").build(), item("2", "Who or what").build())) {
            assertThat(ids(index, "the")).containsExactly("1");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hedphones",
        "haedphones",
        "headphnes",
        "headphonez",
        "wireless hedphones",
        "wireles hedphones"
    })
    void aMistypedWordIsFoundAndTheAnswerSaysSo(String text) {
        try (SearchIndex index =
                index(
                        item("1", "Wireless headphones").build(),
                        item("2", "Wireless keyboard").build())) {
            SearchResult result = search(index, text);
            assertThat(ids(result)).containsExactly("1");
            assertThat(result.corrected()).isTrue();
        }
    }

    @Test
    void aWordThatIsKnownIsNotCorrectedWhileItFindsSomething() {
        try (SearchIndex index =
                index(item("1", "Oak chair").build(), item("2", "Oak chain").build())) {
            SearchResult result = search(index, "chair");
            assertThat(ids(result)).containsExactly("1");
            assertThat(result.corrected()).isFalse();
        }
    }

    @Test
    void knownWordsThatFindNothingTogetherAreWidened() {
        try (SearchIndex index =
                index(item("1", "Steel chain").build(), item("2", "Oak chair").build())) {
            SearchResult result = search(index, "steel chair");
            assertThat(ids(result)).containsExactly("1");
            assertThat(result.corrected()).isTrue();
        }
    }

    @Test
    void shortWordsAndZeroToleranceAreNotCorrected() {
        try (SearchIndex index = index(item("1", "Mug").build(), item("2", "Kettle").build())) {
            assertThat(ids(index, "mig")).isEmpty();
            SearchResult strict =
                    index.search(
                            SearchRequest.builder("kettel", Language.ENGLISH)
                                    .correctBelow(0)
                                    .build());
            assertThat(strict.hits()).isEmpty();
            assertThat(strict.corrected()).isFalse();
        }
    }

    @Test
    void withoutATextThePopularComeFirst() {
        try (SearchIndex index =
                index(
                        item("a", "Kettle").number("popularity", 3).build(),
                        item("b", "Mug").number("popularity", 8).build(),
                        item("c", "Lamp").build())) {
            SearchResult result = search(index, "  ");
            assertThat(ids(result)).containsExactly("b", "a", "c");
            assertThat(result.mode()).isEqualTo(SearchResult.Mode.ALL);
        }
    }

    @Test
    void anOrderByANumberPutsThoseWithoutLast() {
        try (SearchIndex index =
                index(
                        item("a", "Mug").number("price", 300).build(),
                        item("b", "Mug").number("price", 200).build(),
                        item("c", "Mug").build())) {
            SearchRequest.Builder mugs = SearchRequest.builder("mug", Language.ENGLISH);
            assertThat(ids(index.search(mugs.order(new Order.By("price", false)).build())))
                    .containsExactly("b", "a", "c");
            assertThat(ids(index.search(mugs.order(new Order.By("price", true)).build())))
                    .containsExactly("a", "b", "c");
        }
    }
}
