package io.headroom.marketplace.catalog;

import io.headroom.http.pages.PageRead;
import io.headroom.http.pages.PageRequest;
import io.headroom.http.pages.PagedQuery;
import io.headroom.http.pages.SignedCursor;
import io.headroom.http.pages.SortField;
import io.headroom.http.pages.SortKey;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The question that pages of items are read by. It gives their numbers alone; what is shown of
/// them is kept elsewhere.
final class ItemPages {

    private final Map<Language, PagedQuery<Long>> queries = new EnumMap<>(Language.class);

    ItemPages(SignedCursor cursors) {
        for (Language language : Language.values()) {
            queries.put(language, query(language, cursors));
        }
    }

    private static PagedQuery<Long> query(Language language, SignedCursor cursors) {
        return PagedQuery.named("items." + language.tag())
                .select(
                        """
                        SELECT i.id, i.created_at AS created, i.price, %s AS name, i.popularity,
                            i.rating, i.stock, i.brand_id, i.merchant_id, i.category1_id,
                            i.category2_id, i.category3_id
                        FROM item i
                        WHERE i.active AND i.deleted_at IS NULL\
                        """
                                .formatted(name(language)))
                .filter("category1", "category1_id = :category1")
                .filter("category2", "category2_id = :category2")
                .filter("category3", "category3_id = :category3")
                .filter("brand", "brand_id = (SELECT b.id FROM brand b WHERE b.slug = :brand)")
                .filter("merchant", "merchant_id = :merchant")
                .filter("minPrice", "price >= :minPrice")
                .filter("maxPrice", "price <= :maxPrice")
                .filter("inStock", "stock > 0")
                .sorts(
                        SortField.of(ItemSort.Field.CREATED.parameter(), SortKey.Type.TIMESTAMP),
                        SortField.of(ItemSort.Field.PRICE.parameter(), SortKey.Type.DECIMAL),
                        SortField.of(ItemSort.Field.NAME.parameter(), SortKey.Type.TEXT),
                        SortField.of(ItemSort.Field.POPULARITY.parameter(), SortKey.Type.DOUBLE),
                        SortField.of(ItemSort.Field.RATING.parameter(), SortKey.Type.DECIMAL))
                .unique("id", SortKey.Type.LONG)
                .limits(ItemQuery.DEFAULT_LIMIT, ItemQuery.MAX_LIMIT)
                .signedBy(cursors)
                .rows(row -> row.getLong("id"));
    }

    /// As that language's dictionaries sort.
    private static String name(Language language) {
        return switch (language) {
            case EN -> "i.name_en COLLATE \"en-x-icu\"";
            case ES -> "coalesce(i.name_es, i.name_en) COLLATE \"es-x-icu\"";
        };
    }

    /// A page, ready to be read.
    ///
    /// @param category where the filter's category stands, null when there is no such filter
    /// @throws io.headroom.http.pages.InvalidPageRequestException when the cursor is not one of
    ///   this query's
    PageRead<Long> read(ItemQuery query, CategoryTree.@Nullable Place category) {
        PagedQuery<Long> items = queries.get(query.language());
        if (items == null) {
            throw new IllegalStateException("every language has its query");
        }
        ItemQuery.Filters filters = query.filters();
        PageRequest request =
                PageRequest.first()
                        .sortedBy(query.sort().parameter())
                        .withLimit(query.limit())
                        .at(query.cursor())
                        .withTotal(query.total())
                        .with("brand", filters.brand())
                        .with("merchant", filters.merchant())
                        .with("minPrice", filters.minPrice())
                        .with("maxPrice", filters.maxPrice())
                        .with("inStock", filters.inStock());
        return items.read(
                category == null
                        ? request
                        : request.with("category" + category.level(), category.id()));
    }
}
