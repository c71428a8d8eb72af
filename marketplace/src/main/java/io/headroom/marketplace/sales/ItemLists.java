package io.headroom.marketplace.sales;

import java.util.List;

/// Turns ids into what lists of items show. Both keep the order and leave out what is not in the
/// catalogue any more.
public interface ItemLists {

    /// The list items of these ids.
    ///
    /// @param language the tag of a language, as `en`; English stands in for one that is unknown
    List<?> byIds(List<Long> ids, String language);

    /// As [#byIds], each with its score.
    List<?> withScores(List<ScoredItem> items, String language);
}
