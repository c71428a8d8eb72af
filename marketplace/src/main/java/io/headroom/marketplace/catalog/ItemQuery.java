package io.headroom.marketplace.catalog;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What a page of items is asked for.
///
/// @param filters which items
/// @param sort in which order
/// @param language the language of the texts, and of the order by name
/// @param limit the size of the page, 1–100
/// @param cursor where the page starts, as an earlier page of the same query gave it; null for the
///   first page
/// @param total whether all matching items are to be counted
public record ItemQuery(
        Filters filters,
        ItemSort sort,
        Language language,
        int limit,
        @Nullable String cursor,
        boolean total) {

    /// The size of a page when nothing else is asked.
    public static final int DEFAULT_LIMIT = 24;

    /// The largest page.
    public static final int MAX_LIMIT = 100;

    /// Which items; every condition that is given must hold. Only listed items (active, not
    /// deleted) are ever found.
    ///
    /// @param category the slug of a category of any level; items of the categories below it count
    /// @param brand the slug of a brand
    /// @param merchant the number of a merchant
    /// @param minPrice the lowest price, inclusive
    /// @param maxPrice the highest price, inclusive
    /// @param inStock true for items in stock only; false restricts nothing
    public record Filters(
            @Nullable String category,
            @Nullable String brand,
            @Nullable Integer merchant,
            @Nullable BigDecimal minPrice,
            @Nullable BigDecimal maxPrice,
            boolean inStock) {

        /// All items.
        public static final Filters NONE = new Filters(null, null, null, null, null, false);
    }

    public ItemQuery {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "limit must be from 1 to " + MAX_LIMIT + ", but is " + limit);
        }
    }

    /// The first page of all items, newest first.
    public static ItemQuery newest(int limit, Language language) {
        return new ItemQuery(Filters.NONE, ItemSort.NEWEST_FIRST, language, limit, null, false);
    }

    /// What is asked but the size of the page, its cursor and the count. Equal for equal questions,
    /// whatever order their parameters came in.
    public String identity() {
        return String.join(
                "\n",
                "items",
                text(filters.category),
                text(filters.brand),
                text(filters.merchant),
                plain(filters.minPrice),
                plain(filters.maxPrice),
                String.valueOf(filters.inStock),
                sort.parameter(),
                language.tag());
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static String plain(@Nullable BigDecimal price) {
        return price == null ? "" : price.stripTrailingZeros().toPlainString();
    }
}
