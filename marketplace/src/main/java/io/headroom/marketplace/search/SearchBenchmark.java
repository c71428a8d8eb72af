package io.headroom.marketplace.search;

import io.headroom.search.FacetRequest;
import io.headroom.search.Language;
import io.headroom.search.SearchIndex;
import io.headroom.search.SearchRequest;
import io.headroom.spring.operations.benchmark.Benchmark;
import io.headroom.spring.operations.benchmark.Fixture;
import io.headroom.spring.operations.benchmark.Operation;
import java.util.List;

/// `search`: questions to this node's index itself, past all caches.
final class SearchBenchmark implements Benchmark {

    private static final List<String> TEXTS =
            List.of("blue mug", "lamp", "garden chair", "wool blanket", "kitchn set", "oak shelf");
    private static final List<String> BEGINNINGS = List.of("bl", "gard", "lam", "wool bl");
    private static final int HITS = 24;
    private static final int BRANDS = 50;
    private static final int SUGGESTIONS = 8;

    private final SearchIndex index;

    SearchBenchmark(SearchIndex index) {
        this.index = index;
    }

    @Override
    public String type() {
        return "search";
    }

    @Override
    public String description() {
        return "Words with a facet and highlights, and completions, asked of the index itself.";
    }

    @Override
    public Fixture open() {
        List<SearchRequest> requests = TEXTS.stream().map(SearchBenchmark::request).toList();
        return new Fixture() {

            private int turn;

            @Override
            public List<Operation> operations() {
                return List.of(
                        Operation.of(
                                "text", () -> index.search(requests.get(turn++ % requests.size()))),
                        Operation.of(
                                "suggestion",
                                () ->
                                        index.suggest(
                                                BEGINNINGS.get(turn++ % BEGINNINGS.size()),
                                                Language.ENGLISH,
                                                SUGGESTIONS)));
            }

            @Override
            public void close() {
                // Nothing was opened.
            }
        };
    }

    private static SearchRequest request(String text) {
        return SearchRequest.builder(text, Language.ENGLISH)
                .limit(HITS)
                .highlight(ItemSchema.NAME, ItemSchema.DESCRIPTION)
                .facet(new FacetRequest.Values(ItemSchema.BRAND, BRANDS))
                .build();
    }
}
