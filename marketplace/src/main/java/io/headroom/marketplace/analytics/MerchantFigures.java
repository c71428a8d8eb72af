package io.headroom.marketplace.analytics;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What a merchant sold in a range of days, to the last order: what is rolled up, and the orders
/// that wait for it. Each question is one statement, so that an order that is rolled up meanwhile
/// is neither missed nor counted twice.
final class MerchantFigures {

    /// An amount of a currency; negative where more was cancelled than ordered.
    record Amount(
            @JsonFormat(shape = JsonFormat.Shape.STRING) BigDecimal amount, String currency) {}

    /// @param revenue totals of orders less those of cancellations
    /// @param averageOrder totals of orders by orders; null without orders
    record Day(
            LocalDate day,
            int orders,
            int cancellations,
            int units,
            Amount revenue,
            @Nullable Amount averageOrder) {}

    /// @param revenue in the item's currency
    record TopItem(long itemId, String sku, String name, long orders, long units, Amount revenue) {}

    private static final String DAYS =
            """
            SELECT day, currency, sum(orders) AS orders, sum(cancellations) AS cancellations, sum(units) AS units,
                   sum(revenue) AS revenue, round(sum(ordered) / nullif(sum(orders), 0), 2) AS average
            FROM (
                SELECT day, currency, orders, cancellations, units, revenue, ordered
                FROM merchant_daily
                WHERE merchant_id = :merchant AND day BETWEEN :from AND :to
                UNION ALL
                SELECT (o.placed_at AT TIME ZONE 'UTC')::date, o.currency,
                       (o.kind = 'ORDER')::integer, (o.kind = 'CANCELLATION')::integer,
                       (SELECT coalesce(sum(l.quantity), 0) FROM order_line l WHERE l.order_id = o.id),
                       o.total, CASE WHEN o.kind = 'ORDER' THEN o.total ELSE 0 END
                FROM purchase_order o
                WHERE o.merchant_id = :merchant AND NOT o.counted
                  AND (o.placed_at AT TIME ZONE 'UTC')::date BETWEEN :from AND :to) AS sold
            GROUP BY day, currency
            ORDER BY day, currency
            """;

    private static final String TOP_ITEMS =
            """
            SELECT i.id, i.sku, i.name_en, i.currency, sum(s.orders) AS orders, sum(s.units) AS units,
                   sum(s.revenue) AS revenue
            FROM (
                SELECT item_id, orders, units, revenue
                FROM item_daily
                WHERE day BETWEEN :from AND :to AND orders > 0
                UNION ALL
                SELECT l.item_id, 1, l.quantity, l.quantity * l.unit_price
                FROM purchase_order o JOIN order_line l ON l.order_id = o.id
                WHERE o.merchant_id = :merchant AND NOT o.counted AND o.kind = 'ORDER'
                  AND (o.placed_at AT TIME ZONE 'UTC')::date BETWEEN :from AND :to) AS s
            JOIN item i ON i.id = s.item_id
            WHERE i.merchant_id = :merchant
            GROUP BY i.id
            ORDER BY revenue DESC, i.id
            LIMIT :limit
            """;

    private final JdbcClient jdbc;

    MerchantFigures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// The days with anything to tell, one row for each currency.
    List<Day> days(int merchant, LocalDate from, LocalDate to) {
        return jdbc.sql(DAYS)
                .param("merchant", merchant)
                .param("from", from)
                .param("to", to)
                .query((row, number) -> {
                    String currency = row.getString("currency");
                    BigDecimal average = row.getBigDecimal("average");
                    return new Day(
                            row.getObject("day", LocalDate.class),
                            row.getInt("orders"),
                            row.getInt("cancellations"),
                            row.getInt("units"),
                            new Amount(row.getBigDecimal("revenue"), currency),
                            average == null ? null : new Amount(average, currency));
                })
                .list();
    }

    /// What sold best, by revenue.
    List<TopItem> topItems(int merchant, LocalDate from, LocalDate to, int limit) {
        return jdbc.sql(TOP_ITEMS)
                .param("merchant", merchant)
                .param("from", from)
                .param("to", to)
                .param("limit", limit)
                .query((row, number) ->
                        new TopItem(
                                row.getLong("id"),
                                row.getString("sku"),
                                row.getString("name_en"),
                                row.getLong("orders"),
                                row.getLong("units"),
                                new Amount(
                                        row.getBigDecimal("revenue"), row.getString("currency"))))
                .list();
    }
}
