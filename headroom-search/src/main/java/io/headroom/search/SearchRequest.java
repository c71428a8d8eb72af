package io.headroom.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A question to an index. Made with [#builder(String, Language)].
///
/// @param text what was typed, up to 200 characters and 32 words; blank finds everything the
///   filters let through
/// @param language the language it was typed in, of highlights and of labels
/// @param filters all of which must hold, up to 20
/// @param order the order of the results
/// @param limit how many results at most, 1–100
/// @param after where the page begins
/// @param facets the counts that are wanted, up to 10
/// @param highlighted the text fields to be highlighted, up to 5
/// @param correctBelow when fewer documents than this match, every word is widened to similar ones;
///   0 never does, 1 (the default) does when nothing was found, 1000 at most. Words that no
///   document has are widened in any case, except with 0
public record SearchRequest(
        String text,
        Language language,
        List<Filter> filters,
        Order order,
        int limit,
        SearchCursor after,
        List<FacetRequest> facets,
        Set<String> highlighted,
        int correctBelow) {

    /// The most characters of a text.
    public static final int MAX_TEXT = 200;

    /// The most words of a text.
    public static final int MAX_WORDS = 32;

    /// The most results of a page.
    public static final int MAX_LIMIT = 100;

    /// How many results a page has when nothing else is asked for.
    public static final int DEFAULT_LIMIT = 24;

    public SearchRequest {
        filters = List.copyOf(filters);
        facets = List.copyOf(facets);
        highlighted = Set.copyOf(highlighted);
        requireText(text);
        requireAtMost("filters", filters.size(), 20);
        requireAtMost("facets", facets.size(), 10);
        requireAtMost("highlighted", highlighted.size(), 5);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "limit must be 1–" + MAX_LIMIT + ", but is " + limit);
        }
        if (correctBelow < 0 || correctBelow > 1_000) {
            throw new IllegalArgumentException(
                    "correctBelow must be 0–1000, but is " + correctBelow);
        }
    }

    /// Begins a request: 24 results by relevance, without filters, facets and highlights.
    public static Builder builder(String text, Language language) {
        return new Builder(text, language);
    }

    static void requireText(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    "text must be at most " + MAX_TEXT + " characters, but has " + text.length());
        }
        int words = 0;
        for (int i = 0; i < text.length(); i++) {
            boolean begins =
                    !Character.isWhitespace(text.charAt(i))
                            && (i == 0 || Character.isWhitespace(text.charAt(i - 1)));
            words += begins ? 1 : 0;
        }
        if (words > MAX_WORDS) {
            throw new IllegalArgumentException(
                    "text must be at most " + MAX_WORDS + " words, but has " + words);
        }
    }

    private static void requireAtMost(String property, int size, int most) {
        if (size > most) {
            throw new IllegalArgumentException(
                    property + " must be at most " + most + ", but are " + size);
        }
    }

    /// Collects a request. Not safe for use by several threads.
    public static final class Builder {
        private final String text;
        private final Language language;
        private final List<Filter> filters = new ArrayList<>();
        private final List<FacetRequest> facets = new ArrayList<>();
        private Set<String> highlighted = Set.of();
        private Order order = new Order.Relevance();
        private int limit = DEFAULT_LIMIT;
        private SearchCursor after = SearchCursor.NONE;
        private int correctBelow = 1;

        private Builder(String text, Language language) {
            this.text = text;
            this.language = language;
        }

        public Builder filter(Filter filter) {
            filters.add(filter);
            return this;
        }

        /// Lets only documents through that have one of the values.
        public Builder anyOf(String field, String... values) {
            return filter(new Filter.AnyOf(field, Set.of(values)));
        }

        public Builder facet(FacetRequest facet) {
            facets.add(facet);
            return this;
        }

        public Builder highlight(String... fields) {
            highlighted = Set.of(fields);
            return this;
        }

        public Builder order(Order order) {
            this.order = order;
            return this;
        }

        public Builder limit(int limit) {
            this.limit = limit;
            return this;
        }

        public Builder after(SearchCursor after) {
            this.after = after;
            return this;
        }

        public Builder correctBelow(int correctBelow) {
            this.correctBelow = correctBelow;
            return this;
        }

        /// The request.
        ///
        /// @throws IllegalArgumentException when a limit is passed; the message names the property
        public SearchRequest build() {
            return new SearchRequest(
                    text,
                    language,
                    filters,
                    order,
                    limit,
                    after,
                    facets,
                    highlighted,
                    correctBelow);
        }
    }
}
