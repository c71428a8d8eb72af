/// What the shop learns from its visitors and its sales: what people did with items is counted in
/// memory and flushed in batches, materialized views turn counts and orders into popular and
/// trending items and into what is bought together, and readers get ids by the best score first.
///
/// No request writes to the database, none computes over orders. The formulas stand in the
/// migration `V3__sales_views.sql` and in `docs/catalogue-statistics.md`.
///
/// The story starts at {@link io.headroom.marketplace.sales.ItemEvents#tryCount} for what comes in
/// and at {@link io.headroom.marketplace.sales.SalesFigures} for what goes out.
@NullMarked
package io.headroom.marketplace.sales;

import org.jspecify.annotations.NullMarked;
