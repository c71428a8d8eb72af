package io.headroom.search;

import java.util.List;

/// An answer.
///
/// @param hits the page
/// @param total how many documents match, exactly
/// @param next where the next page begins; [SearchCursor#NONE] when this was the last
/// @param facets in the order they were asked for
/// @param mode how documents were found
/// @param corrected whether documents were found by words similar to the typed ones
public record SearchResult(
        List<SearchHit> hits,
        long total,
        SearchCursor next,
        List<Facet> facets,
        Mode mode,
        boolean corrected) {

    /// How documents were found.
    public enum Mode {
        /// By filters only.
        ALL,
        /// By the words of the text.
        TEXT
    }

    public SearchResult {
        hits = List.copyOf(hits);
        facets = List.copyOf(facets);
    }

    public boolean hasMore() {
        return !next.isNone();
    }
}
