package io.headroom.marketplace.search;

import io.headroom.cache.Cache;
import io.headroom.cache.Loaded;
import io.headroom.cache.Loader;
import io.headroom.cache.Lookup;
import io.headroom.http.pages.CursorReading;
import io.headroom.http.pages.Position;
import io.headroom.http.pages.SignedCursor;
import io.headroom.marketplace.catalog.CatalogTags;
import io.headroom.marketplace.catalog.InvalidRequestException;
import io.headroom.marketplace.catalog.ItemQuery;
import io.headroom.marketplace.catalog.Language;
import io.headroom.search.Facet;
import io.headroom.search.FacetRequest;
import io.headroom.search.Filter;
import io.headroom.search.SearchCursor;
import io.headroom.search.SearchHit;
import io.headroom.search.SearchIndex;
import io.headroom.search.SearchRequest;
import io.headroom.search.SearchResult;
import io.headroom.search.Suggestion;
import io.headroom.spring.CacheStatus;
import io.headroom.spring.operations.search.SearchFigures;
import io.headroom.spring.operations.search.SearchOutcome;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// The shop's questions to the search index, each answered from its cache where it can be. Safe for
/// use by many threads.
public final class ItemSearch {

    private static final List<Double> PRICE_EDGES =
            List.of(
                    0.0,
                    10_00.0,
                    25_00.0,
                    50_00.0,
                    100_00.0,
                    250_00.0,
                    500_00.0,
                    Double.POSITIVE_INFINITY);
    static final int MOST_CATEGORIES = 500;
    private static final int MOST_BRANDS = 50;
    private static final List<String> OF_ANY_ITEM =
            List.of(CatalogTags.TEXTS, CatalogTags.VANISHED);

    /// What was found, as the cache keeps it: without the items themselves, which change on their
    /// own.
    record Findings(
            List<Hit> hits, List<Facet> facets, long total, @Nullable String next, String mode) {}

    /// One item that was found.
    record Hit(long id, double score, Map<String, String> highlights) {}

    /// Completions of a half-typed text.
    record Completions(List<Suggestion> suggestions) {}

    /// Items like another one, the most similar first.
    record Alike(List<Long> ids) {}

    /// Where answers are kept, by kind.
    record Answers(
            Cache<String, Findings> findings,
            Cache<String, Completions> completions,
            Cache<String, Alike> alike) {}

    /// A question.
    ///
    /// @param text what was typed
    /// @param after where the page starts, as an earlier page of the same question gave it
    record Question(
            String text,
            ItemQuery.Filters filters,
            Language language,
            int limit,
            @Nullable String after) {

        /// What a cursor is bound to.
        String identity() {
            return String.join(
                    "\n",
                    "search",
                    text,
                    Objects.toString(filters.category(), ""),
                    Objects.toString(filters.brand(), ""),
                    Objects.toString(filters.merchant(), ""),
                    plain(filters.minPrice()),
                    plain(filters.maxPrice()),
                    Boolean.toString(filters.inStock()),
                    language.tag());
        }

        String cacheKey() {
            return identity() + "\n" + limit + "\n" + Objects.toString(after, "");
        }

        private static String plain(@Nullable BigDecimal price) {
            return price == null ? "" : price.stripTrailingZeros().toPlainString();
        }
    }

    private final SearchIndex index;
    private final BooleanSupplier current;
    private final ToIntFunction<String> categoryLevel;
    private final SignedCursor cursors;
    private final Answers answers;
    private final SearchFigures figures;
    private final LongSupplier nanoTime;

    /// @param current brings the index up to the catalogue and says whether it is; an answer of an
    ///   index that is not, is kept nowhere. Asked before the index
    /// @param categoryLevel the level of a category by its slug, from 1; 0 for none
    ItemSearch(
            SearchIndex index,
            BooleanSupplier current,
            ToIntFunction<String> categoryLevel,
            SignedCursor cursors,
            Answers answers,
            SearchFigures figures,
            LongSupplier nanoTime) {
        this.index = index;
        this.current = current;
        this.categoryLevel = categoryLevel;
        this.cursors = cursors;
        this.answers = answers;
        this.figures = figures;
        this.nanoTime = nanoTime;
    }

    /// Finds items.
    ///
    /// @throws InvalidRequestException when the cursor is not one of this question's
    Findings find(Question question) {
        // A cursor of another question is refused even where the answer is at hand.
        SearchCursor after = after(question);
        return answer(
                SearchKinds.TEXT,
                question.text(),
                answers.findings(),
                question.cacheKey(),
                kept(
                        () -> ask(question, after),
                        found -> FindingsTags.of(question, found, categoryLevel)),
                Findings::total);
    }

    Completions complete(String text, Language language, int limit) {
        String typed = text.strip().toLowerCase(Locale.ROOT);
        return answer(
                SearchKinds.SUGGESTION,
                typed,
                answers.completions(),
                language.tag() + ' ' + limit + ' ' + typed,
                kept(
                        () -> new Completions(index.suggest(typed, in(language), limit)),
                        found -> OF_ANY_ITEM),
                found -> found.suggestions().size());
    }

    /// The ids of items like another one; none for an item that the index has not.
    List<Long> similar(long id, int limit, Language language) {
        return answer(
                        SearchKinds.SIMILAR,
                        Long.toString(id),
                        answers.alike(),
                        language.tag() + ' ' + limit + ' ' + id,
                        kept(() -> alike(id, limit, language), found -> OF_ANY_ITEM),
                        found -> found.ids().size())
                .ids();
    }

    private Alike alike(long id, int limit, Language language) {
        return new Alike(
                index.similar(Long.toString(id), in(language), limit).stream()
                        .map(hit -> Long.parseLong(hit.id()))
                        .toList());
    }

    /// Every write of an item drops, on all nodes, what it may change. So that no node brings the
    /// old answer back, it looks first whether its own index has all that is committed.
    private <V> Loader<String, V> kept(Supplier<V> ask, Function<V, List<String>> tags) {
        return Loader.adaptive(key -> {
            boolean lasting = current.getAsBoolean();
            V answer = ask.get();
            Loaded<V> loaded = Loaded.of(answer).withTags(tags.apply(answer));
            return lasting ? loaded : loaded.notCached();
        });
    }

    /// Drops every answer: the index was read anew.
    void forget() {
        var _ = answers.findings().clear();
        var _ = answers.completions().clear();
        var _ = answers.alike().clear();
    }

    /// An answer from its cache, or made anew; counted either way.
    private <V> V answer(
            String kind,
            String text,
            Cache<String, V> cache,
            String key,
            Loader<String, V> loader,
            ToLongFunction<V> results) {
        long start = nanoTime.getAsLong();
        Lookup<V> lookup = CacheStatus.note(cache.lookupOrLoad(key, loader));
        V answer = Objects.requireNonNull(lookup.value(), "an answer is never null");
        figures.found(
                new SearchOutcome(
                        kind,
                        text,
                        results.applyAsLong(answer),
                        nanoTime.getAsLong() - start,
                        !(lookup instanceof Lookup.Loaded<V>)));
        return answer;
    }

    private Findings ask(Question question, SearchCursor after) {
        SearchResult result = index.search(request(question, after));
        return new Findings(
                result.hits().stream().map(ItemSearch::hit).toList(),
                result.facets().stream().map(ItemSearch::inMajorUnits).toList(),
                result.total(),
                result.hasMore()
                        ? cursors.write(
                                new Position(
                                        Position.Direction.NEXT, List.of(result.next().text())),
                                question.identity())
                        : null,
                "text");
    }

    private static Hit hit(SearchHit hit) {
        double score = Math.round(hit.score() * 1_000) / 1_000.0;
        return new Hit(Long.parseLong(hit.id()), score, hit.highlights());
    }

    private static SearchRequest request(Question question, SearchCursor after) {
        SearchRequest.Builder request =
                SearchRequest.builder(question.text(), in(question.language()))
                        .limit(question.limit())
                        .after(after)
                        .highlight(ItemSchema.NAME, ItemSchema.DESCRIPTION)
                        .facet(new FacetRequest.Values(ItemSchema.CATEGORY, MOST_CATEGORIES))
                        .facet(new FacetRequest.Values(ItemSchema.BRAND, MOST_BRANDS))
                        .facet(new FacetRequest.Ranges(ItemSchema.PRICE, PRICE_EDGES));
        filters(question.filters()).forEach(request::filter);
        return request.build();
    }

    private static List<Filter> filters(ItemQuery.Filters wanted) {
        List<Filter> filters = new ArrayList<>();
        if (wanted.category() != null) {
            filters.add(new Filter.AnyOf(ItemSchema.CATEGORY, Set.of(wanted.category())));
        }
        if (wanted.brand() != null) {
            filters.add(new Filter.AnyOf(ItemSchema.BRAND, Set.of(wanted.brand())));
        }
        if (wanted.merchant() != null) {
            filters.add(
                    new Filter.AnyOf(
                            ItemSchema.MERCHANT, Set.of(Integer.toString(wanted.merchant()))));
        }
        if (wanted.minPrice() != null || wanted.maxPrice() != null) {
            filters.add(
                    new Filter.Between(
                            ItemSchema.PRICE,
                            wanted.minPrice() == null
                                    ? Double.NEGATIVE_INFINITY
                                    : ItemSchema.minorUnits(wanted.minPrice()),
                            wanted.maxPrice() == null
                                    ? Double.POSITIVE_INFINITY
                                    : ItemSchema.minorUnits(wanted.maxPrice())));
        }
        if (wanted.inStock()) {
            filters.add(new Filter.Is(ItemSchema.IN_STOCK, true));
        }
        return filters;
    }

    private SearchCursor after(Question question) {
        if (question.after() == null) {
            return SearchCursor.NONE;
        }
        return switch (cursors.read(question.after(), question.identity())) {
            case CursorReading.Accepted(Position position) ->
                    SearchCursor.parse(
                            (String) Objects.requireNonNull(position.values().getFirst()));
            case CursorReading.Refused(CursorReading.Reason reason) ->
                    throw new InvalidRequestException("cursor", reason.text());
        };
    }

    /// The index counts hundredths; people and filters speak of whole units.
    private static Facet inMajorUnits(Facet facet) {
        if (!facet.field().equals(ItemSchema.PRICE)) {
            return facet;
        }
        return new Facet(
                facet.field(),
                facet.values().stream()
                        .map(range -> {
                            String units = range.value().replaceAll("(\\d+)00\\b", "$1");
                            return new Facet.Value(units, units, range.count());
                        })
                        .toList());
    }

    private static io.headroom.search.Language in(Language language) {
        return switch (language) {
            case EN -> io.headroom.search.Language.ENGLISH;
            case ES -> io.headroom.search.Language.SPANISH;
        };
    }
}
