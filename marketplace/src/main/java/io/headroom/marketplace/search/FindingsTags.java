package io.headroom.marketplace.search;

import io.headroom.marketplace.catalog.CatalogTags;
import io.headroom.marketplace.catalog.ItemQuery.Filters;
import io.headroom.search.Facet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/// Finds out which items a search's answer was made of, by the categories that its facet counts.
final class FindingsTags {

    private static final int MOST_NAMED = 12;
    private static final int LEAF = 3;

    private FindingsTags() {}

    /// The tags of an answer.
    ///
    /// @param categoryLevel the level of a category by its slug, from 1; 0 for none
    static List<String> of(
            ItemSearch.Question question,
            ItemSearch.Findings found,
            ToIntFunction<String> categoryLevel) {
        List<String> tags = new ArrayList<>();
        tags.add(CatalogTags.TEXTS);
        if (question.filters().inStock()) {
            tags.add(CatalogTags.FOUND_IN_STOCK);
        }
        if (countsWhatItDoesNotShow(question.filters())) {
            tags.add(CatalogTags.found(null));
        } else {
            found.facets().stream()
                    .filter(facet -> facet.field().equals(ItemSchema.CATEGORY))
                    .forEach(facet -> tags.addAll(named(facet.values(), categoryLevel)));
        }
        return tags;
    }

    /// A facet's own filter does not narrow it: the brands are those of all brands, the prices
    /// those of all prices, while the categories are only those of the asked ones.
    private static boolean countsWhatItDoesNotShow(Filters filters) {
        return filters.brand() != null || filters.minPrice() != null || filters.maxPrice() != null;
    }

    /// The categories of the deepest level on which all counted items stand, if they are few.
    private static List<String> named(
            List<Facet.Value> categories, ToIntFunction<String> categoryLevel) {
        if (categories.size() < ItemSearch.MOST_CATEGORIES) {
            List<List<Facet.Value>> levels = new ArrayList<>();
            for (int level = 0; level <= LEAF; level++) {
                levels.add(new ArrayList<>());
            }
            categories.forEach(category ->
                    levels.get(categoryLevel.applyAsInt(category.value())).add(category));
            boolean known = levels.getFirst().isEmpty();
            for (int level = LEAF; known && level > 0; level--) {
                List<Facet.Value> here = levels.get(level);
                if (here.size() <= MOST_NAMED && items(here) == items(levels.get(1))) {
                    return here.stream().map(value -> CatalogTags.found(value.value())).toList();
                }
            }
        }
        return List.of(CatalogTags.found(null));
    }

    private static long items(List<Facet.Value> categories) {
        return categories.stream().mapToLong(Facet.Value::count).sum();
    }
}
