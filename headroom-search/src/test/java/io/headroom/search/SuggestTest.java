package io.headroom.search;

import static io.headroom.search.Shop.audio;
import static io.headroom.search.Shop.item;
import static io.headroom.search.Shop.mugs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestTest {

    private final SearchIndex index =
            Shop.index(
                    audio(item("1", "Wireless headphones black", "Auriculares inalámbricos negros"))
                            .keyword("brand", "sonora", "Sonora")
                            .number("popularity", 50)
                            .build(),
                    audio(item("2", "Wired headphones black", "Auriculares con cable"))
                            .number("popularity", 90)
                            .build(),
                    mugs(item("3", "Headline mug", "Taza titular")).build(),
                    mugs(item("4", "Blue mug", "Taza azul"))
                            .keyword("brand", "nordlys", "Nordlys")
                            .build());

    @AfterEach
    void close() {
        index.close();
    }

    private List<String> texts(String text, Language language) {
        return index.suggest(text, language, 10).stream().map(Suggestion::text).toList();
    }

    @ParameterizedTest
    @CsvSource({"head", "hea", "headphones", "hedphones", "hedpho", "haedphones", "HEADP"})
    void theBeginningOfAWordIsCompletedEvenWhenMistyped(String typed) {
        assertThat(texts(typed, Language.ENGLISH).getFirst()).isEqualTo("headphones");
    }

    @Test
    void whatBeginsAsTypedComesBeforeWhatBeginsAlike() {
        index.updateAndRefresh(
                List.of(item("5", "Heads up game").number("popularity", 9_999).build()));
        List<String> texts = texts("headph", Language.ENGLISH);
        assertThat(texts.indexOf("headphones")).isZero();
        assertThat(texts).doesNotContain("mug");
    }

    @Test
    void spanishIsCompletedWithItsAccents() {
        assertThat(texts("inalam", Language.SPANISH)).contains("inalámbricos");
        assertThat(texts("auriclares", Language.SPANISH).getFirst()).isEqualTo("auriculares");
    }

    @Test
    void brandsAndCategoriesAreSuggestedWithWhatToFilterBy() {
        assertThat(index.suggest("nor", Language.ENGLISH, 8))
                .contains(new Suggestion(Suggestion.Kind.VALUE, "Nordlys", "brand", "nordlys"));
        assertThat(index.suggest("taz", Language.SPANISH, 8))
                .contains(new Suggestion(Suggestion.Kind.VALUE, "Tazas", "category", "mugs"));
        assertThat(index.suggest("nordls", Language.ENGLISH, 8))
                .contains(new Suggestion(Suggestion.Kind.VALUE, "Nordlys", "brand", "nordlys"));
    }

    @Test
    void severalWordsAreCompletedTogether() {
        assertThat(texts("blue m", Language.ENGLISH)).first().isEqualTo("blue mug");
        assertThat(texts("nordlys mu", Language.ENGLISH)).first().isEqualTo("nordlys mug");
        assertThat(texts("head", Language.ENGLISH)).contains("headphones black");
    }

    @Test
    void documentsComeByPopularity() {
        assertThat(index.suggest("headpho", Language.ENGLISH, 10))
                .filteredOn(suggestion -> suggestion.kind() == Suggestion.Kind.DOCUMENT)
                .extracting(Suggestion::value)
                .containsExactly("2", "1");
    }

    @Test
    void nothingIsSuggestedTwiceNorMoreThanAskedFor() {
        assertThat(index.suggest("h", Language.ENGLISH, 3)).hasSize(3);
        List<Suggestion> all = index.suggest("m", Language.ENGLISH, 10);
        assertThat(all).doesNotHaveDuplicates();
        assertThat(index.suggest("", Language.ENGLISH, 3)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> index.suggest("m", Language.ENGLISH, 11));
    }

    @Test
    void suggestionsFollowTheIndex() {
        assertThat(texts("zit", Language.ENGLISH)).isEmpty();
        index.updateAndRefresh(
                List.of(item("6", "Zither").keyword("brand", "zitara", "Zitara").build()));
        assertThat(texts("zit", Language.ENGLISH)).contains("zither", "Zitara");
        index.delete(List.of("6"));
        index.refresh();
        assertThat(texts("zith", Language.ENGLISH)).isEmpty();
    }
}
