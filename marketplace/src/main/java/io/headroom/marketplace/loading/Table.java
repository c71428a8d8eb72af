package io.headroom.marketplace.loading;

import java.util.Locale;

/// The tables that a load fills, in an order in which each one follows those it refers to, with the
/// columns that a load gives; the rest keep their defaults.
enum Table {
    CATEGORY("id, parent_id, level, slug, name_en, name_es, position"),
    BRAND("id, slug, name"),
    MERCHANT("id, slug, name, country"),
    ITEM(
            """
            id, sku, merchant_id, brand_id, category1_id, category2_id, category3_id, name_en, \
            name_es, description_en, description_es, attributes, price, currency, stock, rating, \
            rating_count, images, active, created_at, updated_at\
            """),
    CUSTOMER("id, reference, name, country, created_at"),
    PURCHASE_ORDER(
            """
            id, number, kind, cancels_id, merchant_id, customer_id, country, currency, total, \
            placed_at\
            """),
    ORDER_LINE("order_id, line, item_id, quantity, unit_price"),
    ITEM_EVENT("minute, item_id, type, quantity"),
    ITEM_DAILY("day, item_id, views, favorites, shares");

    private final String columns;

    Table(String columns) {
        this.columns = columns;
    }

    String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    String columns() {
        return columns;
    }

    boolean numbersItsRows() {
        return columns.startsWith("id,");
    }
}
