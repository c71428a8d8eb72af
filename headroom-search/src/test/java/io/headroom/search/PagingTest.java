package io.headroom.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PagingTest {

    private static final SearchIndex index = LuceneSearchIndex.inMemory(Shop.SCHEMA);

    @BeforeAll
    static void fill() {
        // Several refreshes make several segments, so that orders hold across them.
        for (int i = 0; i < 2_000; i += 250) {
            index.updateAndRefresh(Shop.synthetic(i, i + 250));
        }
    }

    @AfterAll
    static void close() {
        index.close();
    }

    @ParameterizedTest
    @CsvSource({"'',relevance", "mug,relevance", "mugg,relevance", "blue,price", "'',rating"})
    void pagesHaveNeitherGapsNorRepeats(String text, String by) {
        Order order = by.equals("relevance") ? new Order.Relevance() : new Order.By(by, true);
        SearchRequest.Builder request =
                SearchRequest.builder(text, Language.ENGLISH).order(order).limit(7);
        List<String> paged = new ArrayList<>();
        SearchResult page = index.search(request.build());
        paged.addAll(Shop.ids(page));
        while (page.hasMore()) {
            assertThat(page.hits()).hasSize(7);
            SearchCursor next = SearchCursor.parse(page.next().text());
            assertThat(next).isEqualTo(page.next());
            page = index.search(request.after(next).build());
            paged.addAll(Shop.ids(page));
        }
        assertThat(paged).doesNotHaveDuplicates().hasSize((int) page.total());
        assertThat(paged.size()).isGreaterThan(50);
    }

    @Test
    void aWidenedAnswerStaysWidenedOnItsNextPages() {
        try (SearchIndex small =
                Shop.index(
                        Shop.item("1", "Steel chain").build(),
                        Shop.item("2", "Steel chains").build(),
                        Shop.item("3", "Oak chair").build())) {
            SearchRequest.Builder request =
                    SearchRequest.builder("steel chair", Language.ENGLISH).limit(1);
            SearchResult first = small.search(request.build());
            SearchResult second = small.search(request.after(first.next()).build());
            assertThat(second.corrected()).isTrue();
            assertThat(second.hasMore()).isFalse();
            assertThat(List.of(first.hits().getFirst().id(), second.hits().getFirst().id()))
                    .containsExactlyInAnyOrder("1", "2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_", "1.0_", "x_1", "NaN_1", "1.0", "~", "1e_~"})
    void aCursorThatNoResultGaveIsRefused(String cursor) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SearchCursor.parse(cursor))
                .withMessageContaining("cursor");
    }
}
