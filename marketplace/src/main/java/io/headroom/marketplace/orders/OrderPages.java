package io.headroom.marketplace.orders;

import io.headroom.http.pages.Page;
import io.headroom.http.pages.PageRequest;
import io.headroom.http.pages.PagedQuery;
import io.headroom.http.pages.SignedCursor;
import io.headroom.http.pages.SortField;
import io.headroom.http.pages.SortKey;
import io.headroom.marketplace.catalog.Parameters;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Lists a merchant's orders page by page.
final class OrderPages {

    private static final List<String> STATES = List.of("placed", "cancelled", "cancellation");
    private static final int LIMIT = 24;
    private static final int MOST = 100;
    private static final long DEEPEST_ROW = 100_000;

    private final PagedQuery<Order> query;
    private final JdbcClient jdbc;

    OrderPages(JdbcClient jdbc, SignedCursor cursors) {
        this.jdbc = jdbc;
        this.query =
                PagedQuery.named("orders")
                        .select(
                                "SELECT "
                                        + OrderRepository.COLUMNS
                                        + " FROM purchase_order o WHERE o.merchant_id = :merchant")
                        .filter("status", "status = :status")
                        .filter("from", "placed_at >= :from")
                        .filter("to", "placed_at < :to")
                        .sorts(
                                SortField.of("placed", "placed_at", SortKey.Type.TIMESTAMP),
                                SortField.of("total", SortKey.Type.DECIMAL))
                        .unique("id", SortKey.Type.LONG)
                        .defaultSort("-placed")
                        .limits(LIMIT, MOST)
                        .offsetPages(DEEPEST_ROW)
                        .signedBy(cursors)
                        .rows(row -> OrderRepository.order(row, null));
    }

    /// @param asked the request's parameters
    /// @throws io.headroom.marketplace.catalog.InvalidRequestException when one of the filters is
    ///   wrong
    /// @throws io.headroom.http.pages.InvalidPageRequestException when another of them is
    Page<Order> page(int merchant, Map<String, String> asked) {
        Parameters parameters = new Parameters();
        String status = asked.getOrDefault("status", "");
        if (!status.isEmpty() && !STATES.contains(status)) {
            parameters.add("status", "must be one of " + String.join(", ", STATES));
        }
        @Nullable LocalDate from = parameters.day("from", asked.get("from"));
        @Nullable LocalDate to = parameters.day("to", asked.get("to"));
        if (from != null && to != null && from.isAfter(to)) {
            parameters.add("from", "must not be after to");
        }
        parameters.requireValid();
        PageRequest request =
                query.request(asked::get)
                        .with("merchant", merchant)
                        .with("status", status.isEmpty() ? null : status)
                        .with(
                                "from",
                                from == null ? null : from.atStartOfDay().atOffset(ZoneOffset.UTC))
                        .with(
                                "to",
                                to == null
                                        ? null
                                        : to.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
        return query.page(
                request, (sql, values, rows) -> jdbc.sql(sql).params(values).query(rows::row));
    }
}
