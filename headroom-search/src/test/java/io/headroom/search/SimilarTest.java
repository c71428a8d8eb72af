package io.headroom.search;

import static io.headroom.search.Shop.audio;
import static io.headroom.search.Shop.item;
import static io.headroom.search.Shop.kettles;
import static io.headroom.search.Shop.mugs;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimilarTest {

    private static List<String> similar(SearchIndex index, String id, int limit) {
        return index.similar(id, Language.ENGLISH, limit).stream().map(SearchHit::id).toList();
    }

    @Test
    void similarDocumentsShareACategoryTheLeafBeforeTheRoot() {
        try (SearchIndex index =
                Shop.index(
                        mugs(item("self", "Blue ceramic mug")).build(),
                        mugs(item("blue", "Blue ceramic travel mug")).build(),
                        mugs(item("red", "Red mug")).build(),
                        kettles(item("kettle", "Blue kettle")).build(),
                        audio(item("other", "Blue ceramic mug")).build(),
                        item("none", "Blue ceramic mug").build())) {
            assertThat(similar(index, "self", 10)).containsExactly("blue", "red", "kettle");
            assertThat(similar(index, "self", 1)).containsExactly("blue");
        }
    }

    @Test
    void ofADocumentThatIsNotThereNothingIsSimilar() {
        try (SearchIndex index = Shop.index(item("1", "Mug").build())) {
            assertThat(similar(index, "2", 10)).isEmpty();
            assertThat(similar(index, "1", 10)).isEmpty();
        }
    }
}
