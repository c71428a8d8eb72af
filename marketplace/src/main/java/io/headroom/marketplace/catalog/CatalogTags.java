package io.headroom.marketplace.catalog;

import io.headroom.marketplace.catalog.ItemQuery.Filters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tags that the shop's cached answers are stored under. [ItemChange] says which of them a
/// write of an item invalidates.
///
/// | answer | tags |
/// |---|---|
/// | item, card, and that there is none | [#item] |
/// | page of a list | [Scope#members] of its filters; [Scope#byPrice] if it is sorted by price or has limits of price, [Scope#byStock] if it asks for stock, [Scope#byName] or [#POPULARITY] if it is sorted so |
/// | tree of categories | [#CATEGORIES] |
/// | result of a search | [#TEXTS]; [#found] of the categories that its facets count; [#FOUND_IN_STOCK] if it asks for stock |
/// | completions, similar items | [#TEXTS] and [#VANISHED] |
/// | popular, trending, bought together, recommended | [#FIGURES] and those of the views behind them |
public final class CatalogTags {

    /// The tree of categories with its counts.
    public static final String CATEGORIES = "categories";

    /// Whatever lists items by figures of sales.
    public static final String FIGURES = "figures";

    /// Pages sorted by popularity.
    public static final String POPULARITY = "popularity";

    /// Whatever is found by words: an item that appears or is called otherwise may be found by any.
    public static final String TEXTS = "texts";

    /// Searches for items in stock.
    public static final String FOUND_IN_STOCK = "found-in-stock";

    /// What may name an item that is no longer listed, of whatever category.
    public static final String VANISHED = "vanished";

    private static final String ANY = "*";
    private static final int LONGEST_NAME = 80;

    private CatalogTags() {}

    /// One item, whatever shows it, here and outside of the service.
    static String item(long id) {
        return "item/" + id;
    }

    /// A search that counts items of a category in its facets; null for one that counts items of
    /// more categories than can be named, or of some that it does not show.
    public static String found(@Nullable String category) {
        return "found/" + name(category);
    }

    /// The tags of a page.
    static List<String> ofPage(ItemQuery query) {
        Filters filters = query.filters();
        Scope scope = new Scope(filters.category(), filters.brand(), filters.merchant());
        ItemSort.Field order = query.sort().field();
        List<String> tags = new ArrayList<>();
        tags.add(scope.members());
        if (order == ItemSort.Field.PRICE
                || filters.minPrice() != null
                || filters.maxPrice() != null) {
            tags.add(scope.byPrice());
        }
        if (filters.inStock()) {
            tags.add(scope.byStock());
        }
        if (order == ItemSort.Field.NAME) {
            tags.add(scope.byName(query.language()));
        }
        if (order == ItemSort.Field.POPULARITY) {
            tags.add(POPULARITY);
        }
        return tags;
    }

    /// What a list is narrowed to; null where it is not. Each combination has tags of its own, so
    /// that a list of a brand in a category is left alone by the brand's items elsewhere.
    record Scope(@Nullable String category, @Nullable String brand, @Nullable Integer merchant) {

        /// Which items are in it.
        String members() {
            return tag("members");
        }

        /// The order of its items by price.
        String byPrice() {
            return tag("price");
        }

        /// Which of its items are in stock.
        String byStock() {
            return tag("stock");
        }

        /// The order of its items by name.
        String byName(Language language) {
            return tag("name-" + language.tag());
        }

        private String tag(String aspect) {
            return "list/"
                    + name(category)
                    + '/'
                    + name(brand)
                    + '/'
                    + (merchant == null ? ANY : merchant)
                    + '/'
                    + aspect;
        }
    }

    /// A slug as a part of a tag. What people ask for may be longer than a tag and hold anything:
    /// two such names may share a tag, which only invalidates more than must be.
    private static String name(@Nullable String slug) {
        if (slug == null) {
            return ANY;
        }
        boolean plain =
                slug.length() <= LONGEST_NAME && slug.chars().noneMatch(Character::isISOControl);
        return plain ? slug : "~" + Integer.toHexString(slug.hashCode());
    }
}
