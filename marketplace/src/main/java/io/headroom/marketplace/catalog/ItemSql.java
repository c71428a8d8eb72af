package io.headroom.marketplace.catalog;

import io.headroom.http.Keyset;
import io.headroom.http.Position;
import io.headroom.http.SeekCondition;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The statements that lists of items are read by: fixed fragments, values only as parameters.
final class ItemSql {

    /// A statement with the values of its named parameters.
    record Statement(String text, Map<String, Object> parameters) {}

    /// The slugs and names of related rows are looked up once for each row of the result: unlike
    /// joins they leave the planner nothing to reorder.
    static final String LIST_COLUMNS =
            """
            i.id, i.sku, i.name_en, i.name_es, i.merchant_id, i.price, i.currency, i.stock,
            i.attributes::text AS attributes, i.rating, i.rating_count, i.images, i.active,
            i.version, i.created_at, i.updated_at,
            ARRAY(SELECT c.slug FROM category c
                  WHERE c.id IN (i.category1_id, i.category2_id, i.category3_id)
                  ORDER BY c.level) AS category_path,
            (SELECT b.name FROM brand b WHERE b.id = i.brand_id) AS brand\
            """;

    static final String ITEM_COLUMNS = LIST_COLUMNS + ",\ni.description_en, i.description_es";

    static final String DOCUMENT_COLUMNS =
            ITEM_COLUMNS
                    + """
                    ,
                    i.popularity, i.active AND i.deleted_at IS NULL AS listed,
                    (SELECT b.slug FROM brand b WHERE b.id = i.brand_id) AS brand_slug,
                    ARRAY(SELECT c.name_en FROM category c
                          WHERE c.id IN (i.category1_id, i.category2_id, i.category3_id)
                          ORDER BY c.level) AS names_en,
                    ARRAY(SELECT c.name_es FROM category c
                          WHERE c.id IN (i.category1_id, i.category2_id, i.category3_id)
                          ORDER BY c.level) AS names_es\
                    """;

    private static final String LISTED = "i.active AND i.deleted_at IS NULL";

    private ItemSql() {}

    /// The numbers of up to `limit + 1` items from a position on; the column `sort_value` is what
    /// they are sorted by.
    ///
    /// @param category where the filter's category stands, null when there is no such filter
    static Statement page(
            ItemQuery query, CategoryTree.@Nullable Place category, @Nullable Position position) {
        Keyset keyset = query.sort().keyset(query.language());
        SeekCondition seek = position == null ? SeekCondition.EVERYTHING : keyset.beyond(position);
        Position.Direction direction =
                position == null ? Position.Direction.NEXT : position.direction();
        Map<String, Object> parameters = new HashMap<>(seek.parameters());
        parameters.put("rows", query.limit() + 1);
        String text =
                "SELECT i.id, "
                        + keyset.keys().getFirst().expression()
                        + " AS sort_value\nFROM item i\nWHERE "
                        + conditions(query.filters(), category, parameters)
                        + "\n  AND "
                        + seek.sql()
                        + "\nORDER BY "
                        + keyset.orderBy(direction)
                        + "\nLIMIT :rows";
        return new Statement(text, parameters);
    }

    /// How many items match in all.
    static Statement count(ItemQuery query, CategoryTree.@Nullable Place category) {
        Map<String, Object> parameters = new HashMap<>();
        String text =
                "SELECT count(*)\nFROM item i\nWHERE "
                        + conditions(query.filters(), category, parameters);
        return new Statement(text, parameters);
    }

    private static String conditions(
            ItemQuery.Filters filters,
            CategoryTree.@Nullable Place category,
            Map<String, Object> parameters) {
        StringBuilder sql = new StringBuilder(LISTED);
        if (category != null) {
            // The level is 1, 2 or 3: each has its own column.
            sql.append("\n  AND i.category").append(category.level()).append("_id = :category");
            parameters.put("category", category.id());
        }
        if (filters.brand() != null) {
            sql.append("\n  AND i.brand_id = (SELECT b.id FROM brand b WHERE b.slug = :brand)");
            parameters.put("brand", filters.brand());
        }
        if (filters.merchant() != null) {
            sql.append("\n  AND i.merchant_id = :merchant");
            parameters.put("merchant", filters.merchant());
        }
        if (filters.minPrice() != null) {
            sql.append("\n  AND i.price >= :minPrice");
            parameters.put("minPrice", filters.minPrice());
        }
        if (filters.maxPrice() != null) {
            sql.append("\n  AND i.price <= :maxPrice");
            parameters.put("maxPrice", filters.maxPrice());
        }
        if (filters.inStock()) {
            sql.append("\n  AND i.stock > 0");
        }
        return sql.toString();
    }
}
