package io.headroom.marketplace.catalog;

/// The columns that items are read by.
final class ItemSql {

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

    private ItemSql() {}
}
