package io.headroom.marketplace.orders;

import static java.sql.Types.BIGINT;
import static java.sql.Types.VARCHAR;

import io.headroom.marketplace.catalog.ItemDocument;
import io.headroom.marketplace.catalog.Language;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/// The rows of orders.
final class OrderRepository {

    /// The columns that [#order] reads. Whether an order is cancelled is asked row by row: EXISTS
    /// would let the planner read all orders into a table of hashes for one page.
    static final String COLUMNS =
            """
            o.id, o.number, o.merchant_id, o.customer_id, o.country, o.currency, o.total, o.placed_at,
            CASE WHEN o.kind = 'CANCELLATION' THEN 'cancellation'
                 WHEN (SELECT c.id FROM purchase_order c WHERE c.cancels_id = o.id LIMIT 1) IS NOT NULL THEN 'cancelled'
                 ELSE 'placed' END AS status,
            (SELECT d.delivered_at FROM delivery d WHERE d.key = 'order/' || o.number || '/email') AS confirmed_at\
            """;

    private static final String NEXT_ID =
            "SELECT nextval(pg_get_serial_sequence('purchase_order', 'id'))";

    /// Waits for another transaction with the same key to end.
    private static final String CLAIM_KEY =
            """
            INSERT INTO order_request (caller, key, content, order_id) VALUES (:caller, :key, :content, :order)
            ON CONFLICT DO NOTHING
            """;

    private static final String BY_KEY =
            "SELECT content = :content AS same, order_id FROM order_request WHERE caller = :caller AND key = :key";

    private static final String INSERT =
            """
            INSERT INTO purchase_order (id, number, kind, merchant_id, customer_id, country, currency, total,
                                        placed_at, counted)
            VALUES (:id, :number, 'ORDER', :merchant, :customer, :country, :currency, :total, :at, false)
            """;

    private static final String INSERT_LINES =
            """
            INSERT INTO order_line (order_id, line, item_id, quantity, unit_price)
            SELECT :id, l.line, l.item, l.quantity, l.price
            FROM unnest(:items, :quantities, :prices) WITH ORDINALITY AS l (item, quantity, price, line)
            """;

    private static final String INSERT_CONTACT =
            "INSERT INTO order_contact (order_id, email, phone, language) VALUES (:id, :email, :phone, :language)";

    private static final String COUNTRY = "SELECT country FROM customer WHERE id = :id";

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM purchase_order o WHERE o.id = :id";

    private static final String LINES =
            """
            SELECT l.line, l.item_id, i.sku, coalesce(CASE WHEN :language = 'es' THEN i.name_es END, i.name_en) AS name,
                   l.quantity, l.unit_price
            FROM order_line l JOIN item i ON i.id = l.item_id
            WHERE l.order_id = :id ORDER BY l.line
            """;

    private static final String CONTACT =
            """
            SELECT o.id, c.email, c.phone, c.language
            FROM purchase_order o JOIN order_contact c ON c.order_id = o.id
            WHERE o.id = :id AND o.number = :number
            """;

    private final JdbcClient jdbc;

    OrderRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// An order that another request with the same key has placed.
    ///
    /// @param same whether it was the same order that was asked for
    record Earlier(boolean same, long orderId) {}

    /// How to reach whoever ordered.
    record Contact(long order, String email, @Nullable String phone, Language language) {}

    long nextId() {
        return jdbc.sql(NEXT_ID).query(Long.class).single();
    }

    /// Takes the key for this order.
    ///
    /// @return who has it already; empty when it is ours
    Optional<Earlier> claim(String caller, String key, byte[] content, long order) {
        int claimed =
                jdbc.sql(CLAIM_KEY)
                        .param("caller", caller)
                        .param("key", key)
                        .param("content", content)
                        .param("order", order)
                        .update();
        if (claimed == 1) {
            return Optional.empty();
        }
        return Optional.of(
                jdbc.sql(BY_KEY)
                        .param("caller", caller)
                        .param("key", key)
                        .param("content", content)
                        .query((row, number) ->
                                new Earlier(row.getBoolean("same"), row.getLong("order_id")))
                        .single());
    }

    /// Writes the order with its lines and its contact.
    void insert(
            long id,
            String number,
            OrderDraft draft,
            String country,
            SortedMap<Long, ItemDocument> items,
            Instant at) {
        ItemDocument any = items.firstEntry().getValue();
        jdbc.sql(INSERT)
                .param("id", id)
                .param("number", number)
                .param("merchant", any.merchantId())
                .param("customer", draft.customer(), BIGINT)
                .param("country", country)
                .param("currency", any.price().currency())
                .param("total", total(draft, items))
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
        List<Object> prices = new ArrayList<>();
        items.values().forEach(item -> prices.add(item.price().amount()));
        jdbc.sql(INSERT_LINES)
                .param("id", id)
                .param("items", new SqlArrayValue("bigint", draft.quantities().keySet().toArray()))
                .param(
                        "quantities",
                        new SqlArrayValue("integer", draft.quantities().values().toArray()))
                .param("prices", new SqlArrayValue("numeric", prices.toArray()))
                .update();
        jdbc.sql(INSERT_CONTACT)
                .param("id", id)
                .param("email", draft.email())
                .param("phone", draft.phone(), VARCHAR)
                .param("language", draft.language().tag())
                .update();
    }

    static BigDecimal total(OrderDraft draft, Map<Long, ItemDocument> items) {
        return items.values().stream()
                .map(item ->
                        item.price()
                                .amount()
                                .multiply(
                                        BigDecimal.valueOf(
                                                draft.quantities().getOrDefault(item.id(), 0))))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /// Where a customer lives; empty when there is no such customer.
    Optional<String> countryOf(long customer) {
        return jdbc.sql(COUNTRY).param("id", customer).query(String.class).optional();
    }

    /// An order with its lines.
    Optional<Order> find(long id, Language language) {
        List<Order.Line> lines = new ArrayList<>();
        Optional<Order> order =
                jdbc.sql(FIND).param("id", id).query((row, number) -> order(row, lines)).optional();
        order.ifPresent(found ->
                lines.addAll(
                        jdbc.sql(LINES)
                                .param("id", id)
                                .param("language", language.tag())
                                .query((row, number) -> line(row, found.total().currency()))
                                .list()));
        return order;
    }

    private static Order.Line line(ResultSet row, String currency) throws SQLException {
        BigDecimal price = row.getBigDecimal("unit_price");
        int quantity = row.getInt("quantity");
        return new Order.Line(
                row.getInt("line"),
                row.getLong("item_id"),
                row.getString("sku"),
                row.getString("name"),
                quantity,
                new Order.Total(price, currency),
                new Order.Total(price.multiply(BigDecimal.valueOf(quantity)), currency));
    }

    /// How to reach whoever placed an order; empty when the order is gone.
    Optional<Contact> contact(OrderRef order) {
        return jdbc.sql(CONTACT)
                .param("id", order.id())
                .param("number", order.number())
                .query((row, number) ->
                        new Contact(
                                row.getLong("id"),
                                row.getString("email"),
                                row.getString("phone"),
                                Language.of(row.getString("language")).orElse(Language.EN)))
                .optional();
    }

    static Order order(ResultSet row, @Nullable List<Order.Line> lines) throws SQLException {
        OffsetDateTime confirmed = row.getObject("confirmed_at", OffsetDateTime.class);
        return new Order(
                row.getLong("id"),
                row.getString("number"),
                row.getString("status"),
                row.getInt("merchant_id"),
                row.getObject("customer_id", Long.class),
                row.getString("country"),
                new Order.Total(row.getBigDecimal("total"), row.getString("currency")),
                row.getObject("placed_at", OffsetDateTime.class).toInstant(),
                confirmed == null ? null : confirmed.toInstant(),
                lines);
    }
}
