package io.headroom.marketplace.search;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.headroom.marketplace.catalog.Card;
import io.headroom.marketplace.catalog.Catalog;
import io.headroom.marketplace.catalog.InvalidRequestException;
import io.headroom.marketplace.catalog.Language;
import io.headroom.marketplace.catalog.ListItem;
import io.headroom.marketplace.catalog.Parameters;
import io.headroom.marketplace.catalog.Shown;
import io.headroom.search.Facet;
import io.headroom.search.SearchRequest;
import io.headroom.search.Suggestion;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonSerialize;

/// Searching over HTTP.
@RestController
@RequestMapping(path = "/api/catalog", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Search")
class SearchController {

    private static final int DEFAULT_SUGGESTIONS = 8;
    private static final int MOST_SUGGESTIONS = 10;

    private final ItemSearch search;
    private final Catalog catalog;
    private final LongSupplier nanoTime;
    private final DistributionSummary results;

    SearchController(
            ItemSearch search, Catalog catalog, LongSupplier nanoTime, MeterRegistry registry) {
        this.search = search;
        this.catalog = catalog;
        this.nanoTime = nanoTime;
        this.results =
                DistributionSummary.builder("catalog.search.results")
                        .description("Items that match a search")
                        .register(registry);
    }

    /// An item that was found.
    @JsonSerialize(using = Shown.Writer.class)
    @Schema(implementation = FoundItem.class)
    record Found(Card card, double score, Map<String, String> highlights) implements Shown {

        @Override
        public void writeMore(JsonGenerator generator, SerializationContext context) {
            generator.writeNumberProperty("score", score);
            context.defaultSerializeProperty("highlights", highlights, generator);
        }
    }

    /// A [Found] as the API's description shows it.
    record FoundItem(@JsonUnwrapped ListItem item, double score, Map<String, String> highlights) {}

    /// A page of items that were found.
    record Page(int limit, boolean hasMore, @Nullable String next, @Nullable Long total) {}

    record Answer(List<Found> items, List<Facet> facets, Page page, long tookMillis, String mode) {}

    /// What a half-typed text may become.
    record Completion(String text, String kind, @Nullable Long id, @Nullable String slug) {}

    record Completions(List<Completion> suggestions) {}

    record Items(List<Card> items) {}

    @Operation(summary = "Finds items by words, with filters, facets and highlights")
    @GetMapping("/search")
    Answer search(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) @Nullable String category,
            @RequestParam(required = false) @Nullable String brand,
            @RequestParam(required = false) @Nullable String merchant,
            @RequestParam(required = false) @Nullable String minPrice,
            @RequestParam(required = false) @Nullable String maxPrice,
            @RequestParam(required = false) @Nullable String inStock,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable String lang,
            @RequestParam(required = false) @Nullable String total) {
        long start = nanoTime.getAsLong();
        Parameters parameters = new Parameters();
        requireText(q, parameters);
        ItemSearch.Question question =
                new ItemSearch.Question(
                        q.strip(),
                        parameters.filters(category, brand, merchant, minPrice, maxPrice, inStock),
                        parameters.language(lang),
                        parameters.limit(limit),
                        cursor == null || cursor.isEmpty() ? null : cursor);
        boolean counted = parameters.flag("total", total);
        parameters.requireValid();
        ItemSearch.Findings found = search.find(question);
        results.record((double) found.total());
        return new Answer(
                items(found, question.language()),
                found.facets(),
                new Page(
                        question.limit(),
                        found.next() != null,
                        found.next(),
                        counted ? found.total() : null),
                (nanoTime.getAsLong() - start) / 1_000_000,
                found.mode());
    }

    /// The catalogue has the last word: what it no longer lists is left out.
    private List<Found> items(ItemSearch.Findings found, Language language) {
        Map<Long, Card> listed =
                catalog
                        .byIds(found.hits().stream().map(ItemSearch.Hit::id).toList(), language)
                        .stream()
                        .collect(Collectors.toMap(Card::id, Function.identity()));
        List<Found> items = new ArrayList<>();
        for (ItemSearch.Hit hit : found.hits()) {
            Card card = listed.get(hit.id());
            if (card != null) {
                items.add(new Found(card, hit.score(), hit.highlights()));
            }
        }
        return items;
    }

    @Operation(summary = "Completes a half-typed text, tolerant of typing errors")
    @GetMapping("/suggestions")
    Completions suggestions(
            @RequestParam(defaultValue = "") String q,
            @RequestParam(required = false) @Nullable String lang,
            @RequestParam(required = false) @Nullable String limit) {
        Parameters parameters = new Parameters();
        requireText(q, parameters);
        Language language = parameters.language(lang);
        int most = parameters.wholeNumber("limit", limit, DEFAULT_SUGGESTIONS, 1, MOST_SUGGESTIONS);
        parameters.requireValid();
        return new Completions(
                search.complete(q, language, most).suggestions().stream()
                        .map(SearchController::completion)
                        .toList());
    }

    private static Completion completion(Suggestion suggestion) {
        return switch (suggestion.kind()) {
            case QUERY -> new Completion(suggestion.text(), "query", null, null);
            case VALUE ->
                    new Completion(suggestion.text(), suggestion.field(), null, suggestion.value());
            case DOCUMENT ->
                    new Completion(
                            suggestion.text(), "item", Long.valueOf(suggestion.value()), null);
        };
    }

    @Operation(summary = "Items like another one")
    @GetMapping("/items/{id}/similar")
    Items similar(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String lang) {
        Parameters parameters = new Parameters();
        long item = Parameters.id(id);
        int most = parameters.limit(limit);
        Language language = parameters.language(lang);
        parameters.requireValid();
        return new Items(catalog.byIds(search.similar(item, most, language), language));
    }

    /// The index says itself which texts are too long for it.
    private static void requireText(String text, Parameters parameters) {
        try {
            SearchRequest.builder(text, io.headroom.search.Language.ENGLISH).build();
        } catch (IllegalArgumentException tooLong) {
            String message = String.valueOf(tooLong.getMessage());
            parameters.add("q", message.replaceFirst("^text ", "").toLowerCase(Locale.ROOT));
        }
        if (text.indexOf('\0') >= 0) {
            throw new InvalidRequestException("q", "must not contain the character U+0000");
        }
    }
}
