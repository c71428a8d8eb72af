package io.headroom.marketplace.search;

import java.util.Map;

/// The kinds of search, as the figures name them.
final class SearchKinds {

    static final String TEXT = "text";
    static final String SUGGESTION = "suggestion";
    static final String SIMILAR = "similar";

    /// By the patterns of their routes.
    static final Map<String, String> BY_ROUTE =
            Map.of(
                    "/api/catalog/search", TEXT,
                    "/api/catalog/suggestions", SUGGESTION,
                    "/api/catalog/items/{id}/similar", SIMILAR);

    private SearchKinds() {}
}
