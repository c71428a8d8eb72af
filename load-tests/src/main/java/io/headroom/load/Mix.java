package io.headroom.load;

import java.util.random.RandomGenerator;

/// In which shares shoppers ask for what; fixed, so that runs compare.
final class Mix {

    static final int BROWSE_PERCENT = 40;
    static final int SEARCH_PERCENT = 30;
    static final int RECOMMENDATION_PERCENT = 20;

    /// Popularity of items. Traces of the web have 0.64 to 0.83 (Breslau et al., *Web Caching and
    /// Zipf-like Distributions*, INFOCOM 1999); YCSB uses 0.99.
    static final double ITEM_ZIPF = 0.9;

    /// Popularity of search texts.
    static final double QUERY_ZIPF = 0.9;

    /// Popularity of categories and brands.
    static final double FILTER_ZIPF = 0.7;

    static final int SPANISH_PERCENT = 20;

    /// Of requests whose answer somebody holds already, those that ask whether it changed.
    static final int CONDITIONAL_PERCENT = 30;

    /// Of lists, those whose next page the session asks for later.
    static final int NEXT_PAGE_PERCENT = 20;

    /// Of lists, those with a filter beside the category or the words.
    static final int FILTERED_PERCENT = 20;

    /// Of searches, those that complete a half-typed text.
    static final int SUGGESTION_PERCENT = 20;

    private Mix() {}

    static RequestGroup draw(RandomGenerator random) {
        int at = random.nextInt(100);
        if (at < BROWSE_PERCENT) {
            return RequestGroup.BROWSE;
        }
        if (at < BROWSE_PERCENT + SEARCH_PERCENT) {
            return RequestGroup.SEARCH;
        }
        if (at < BROWSE_PERCENT + SEARCH_PERCENT + RECOMMENDATION_PERCENT) {
            return RequestGroup.RECOMMENDATION;
        }
        return RequestGroup.ITEM;
    }

    static boolean chance(RandomGenerator random, int percent) {
        return random.nextInt(100) < percent;
    }
}
