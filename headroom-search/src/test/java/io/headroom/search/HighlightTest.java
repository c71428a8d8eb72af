package io.headroom.search;

import static io.headroom.search.Shop.item;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HighlightTest {

    private static Map<String, String> highlights(
            SearchIndex index, String text, Language language) {
        return index.search(
                        SearchRequest.builder(text, language)
                                .highlight("name", "description")
                                .build())
                .hits()
                .getFirst()
                .highlights();
    }

    @Test
    void matchesAreMarkedAndEverythingElseIsEscaped() {
        try (SearchIndex index =
                Shop.index(
                        item("1", "Blue <script>alert('1')</script> mug & \"lid\"")
                                .text("description", "No match here")
                                .build())) {
            assertThat(highlights(index, "mugs", Language.ENGLISH))
                    .containsOnly(
                            Map.entry(
                                    "name",
                                    "Blue &lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"
                                            + " <mark>mug</mark> &amp; &quot;lid&quot;"));
            assertThat(highlights(index, "<script>", Language.ENGLISH).get("name"))
                    .startsWith("Blue &lt;<mark>script</mark>&gt;alert(");
        }
    }

    @Test
    void aLongDescriptionIsCutToThePartThatMatches() {
        String padding = "Something about nothing in particular, said at length. ".repeat(20);
        try (SearchIndex index =
                Shop.index(
                        item("1", "Pot")
                                .text("description", padding + "Keeps tea warm. " + padding)
                                .build())) {
            String snippet = highlights(index, "tea", Language.ENGLISH).get("description");
            assertThat(snippet).contains("Keeps <mark>tea</mark> warm").hasSizeLessThan(260);
        }
    }

    @Test
    void spanishMatchesAreMarkedInTheSpanishText() {
        try (SearchIndex index =
                Shop.index(item("1", "Headphones", "Auriculares inalámbricos").build())) {
            assertThat(highlights(index, "inalambrico", Language.SPANISH).get("name"))
                    .isEqualTo("Auriculares <mark>inalámbricos</mark>");
        }
    }

    @Test
    void aCorrectedWordIsMarkedWhereItMatches() {
        try (SearchIndex index = Shop.index(item("1", "Blue headphones").build())) {
            assertThat(highlights(index, "hedphones", Language.ENGLISH).get("name"))
                    .isEqualTo("Blue <mark>headphones</mark>");
        }
    }
}
