package io.headroom.marketplace.reports;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// A merchant's sales of a range of days (UTC), read of one snapshot: sums and rows agree, whatever
/// is sold meanwhile. A cancellation counts on the day it was made. For use by one thread, within
/// the connection's transaction.
final class Sales {

    /// @param revenue totals of orders less those of cancellations
    record Sum(String currency, int orders, int cancellations, long units, BigDecimal revenue) {}

    record Day(LocalDate day, Sum sum) {}

    /// @param units less those cancelled
    /// @param revenue less what was cancelled
    record Item(String sku, String name, long units, BigDecimal revenue, String currency) {}

    /// @param total negative for a cancellation
    record Document(
            Instant placedAt,
            String number,
            String kind,
            long units,
            BigDecimal total,
            String currency) {}

    /// @param quantity negative in a cancellation
    record Line(
            Instant placedAt,
            String number,
            String kind,
            int line,
            long itemId,
            String sku,
            String name,
            int quantity,
            BigDecimal unitPrice,
            String currency) {}

    /// Takes rows one by one.
    ///
    /// @param <R> the row
    @FunctionalInterface
    interface Sink<R> {
        /// Takes one.
        ///
        /// @throws Exception when it cannot take it
        void take(R row) throws Exception;
    }

    private static final int ROWS_AT_A_TIME = 500;

    private static final String RANGE =
            "WHERE o.merchant_id = ? AND o.placed_at >= ? AND o.placed_at < ?\n";

    private static final String SUM_COLUMNS =
            """
            o.currency, count(*) FILTER (WHERE o.kind = 'ORDER') AS orders,
            count(*) FILTER (WHERE o.kind = 'CANCELLATION') AS cancellations,
            coalesce(sum((SELECT sum(l.quantity) FROM order_line l WHERE l.order_id = o.id)), 0) AS units,
            sum(o.total) AS revenue
            FROM purchase_order o
            """;

    private static final String SUMS =
            "SELECT "
                    + SUM_COLUMNS
                    + RANGE
                    + "GROUP BY o.currency ORDER BY revenue DESC, o.currency";

    private static final String DAYS =
            "SELECT (o.placed_at AT TIME ZONE 'UTC')::date AS day, "
                    + SUM_COLUMNS
                    + RANGE
                    + "GROUP BY day, o.currency ORDER BY day, o.currency";

    private static final String ITEMS =
            """
            SELECT i.sku, i.name_en, sum(l.quantity) AS units, sum(l.quantity * l.unit_price) AS revenue, o.currency
            FROM purchase_order o JOIN order_line l ON l.order_id = o.id JOIN item i ON i.id = l.item_id
            """
                    + RANGE
                    + "GROUP BY i.id, o.currency ORDER BY revenue DESC, i.id, o.currency LIMIT ?";

    private static final String DOCUMENTS =
            """
            SELECT o.placed_at, o.number, o.kind, o.total, o.currency,
                   (SELECT coalesce(sum(l.quantity), 0) FROM order_line l WHERE l.order_id = o.id) AS units
            FROM purchase_order o
            """
                    + RANGE
                    + "ORDER BY o.placed_at, o.id";

    private static final String LINES =
            """
            SELECT o.placed_at, o.number, o.kind, l.line, l.item_id, i.sku, i.name_en, l.quantity, l.unit_price, o.currency
            FROM purchase_order o JOIN order_line l ON l.order_id = o.id JOIN item i ON i.id = l.item_id
            """
                    + RANGE
                    + "ORDER BY o.placed_at, o.id, l.line";

    private final Connection connection;
    private final Report report;

    private Sales(Connection connection, Report report) {
        this.connection = connection;
        this.report = report;
    }

    /// Opens the snapshot.
    ///
    /// @param connection nobody else's, until its transaction is rolled back
    static Sales of(Connection connection, Report report) throws SQLException {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        return new Sales(connection, report);
    }

    /// One for each currency, the largest first.
    List<Sum> sums() throws Exception {
        List<Sum> sums = new ArrayList<>();
        read(SUMS, row -> sums.add(sum(row)));
        return sums;
    }

    /// One for each day with sales and each of its currencies.
    List<Day> days() throws Exception {
        List<Day> days = new ArrayList<>();
        read(DAYS, row -> days.add(new Day(row.getObject("day", LocalDate.class), sum(row))));
        return days;
    }

    /// What sold best.
    List<Item> items(int limit) throws Exception {
        List<Item> items = new ArrayList<>();
        read(
                ITEMS,
                row ->
                        items.add(
                                new Item(
                                        row.getString("sku"),
                                        row.getString("name_en"),
                                        row.getLong("units"),
                                        row.getBigDecimal("revenue"),
                                        row.getString("currency"))),
                limit);
        return items;
    }

    /// Orders and cancellations in the order of their times.
    void documents(Sink<Document> sink) throws Exception {
        read(
                DOCUMENTS,
                row ->
                        sink.take(
                                new Document(
                                        instant(row),
                                        row.getString("number"),
                                        row.getString("kind"),
                                        row.getLong("units"),
                                        row.getBigDecimal("total"),
                                        row.getString("currency"))));
    }

    /// Their lines in the same order.
    void lines(Sink<Line> sink) throws Exception {
        read(
                LINES,
                row ->
                        sink.take(
                                new Line(
                                        instant(row),
                                        row.getString("number"),
                                        row.getString("kind"),
                                        row.getInt("line"),
                                        row.getLong("item_id"),
                                        row.getString("sku"),
                                        row.getString("name_en"),
                                        row.getInt("quantity"),
                                        row.getBigDecimal("unit_price"),
                                        row.getString("currency"))));
    }

    private void read(String sql, Sink<ResultSet> rows, int... limit) throws Exception {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(ROWS_AT_A_TIME);
            statement.setInt(1, report.merchantId());
            statement.setObject(2, report.from().atStartOfDay().atOffset(ZoneOffset.UTC));
            statement.setObject(3, report.to().plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
            for (int i = 0; i < limit.length; i++) {
                statement.setInt(4 + i, limit[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.take(row);
                }
            }
        }
    }

    private static Sum sum(ResultSet row) throws SQLException {
        return new Sum(
                row.getString("currency"),
                row.getInt("orders"),
                row.getInt("cancellations"),
                row.getLong("units"),
                row.getBigDecimal("revenue"));
    }

    private static Instant instant(ResultSet row) throws SQLException {
        return row.getObject("placed_at", OffsetDateTime.class).toInstant();
    }
}
