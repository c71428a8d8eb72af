package io.headroom.marketplace.sales;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;

/// A migrated database with one merchant and one category, and the shorthand of these tests.
final class SalesDatabase implements AutoCloseable {

    private final TestDatabase database = TestServers.newDatabase("sales", SalesDatabase::migrate);
    final DataSource dataSource = database.dataSource();
    final JdbcClient jdbc = JdbcClient.create(dataSource);

    private static void migrate(DataSource dataSource) {
        Flyway.configure().dataSource(dataSource).load().migrate();
        JdbcClient jdbc = JdbcClient.create(dataSource);
        jdbc.sql("INSERT INTO merchant (slug, name, country) VALUES ('m', 'M', 'GB')").update();
        jdbc.sql(
                        "INSERT INTO category (level, slug, name_en, name_es)"
                                + " VALUES (1, 'gifts', 'Gifts', 'Regalos')")
                .update();
    }

    /// Items 1 to n.
    void items(int count) {
        execute(
                """
                INSERT INTO item (sku, merchant_id, category1_id, name_en, price, currency, stock)
                SELECT 'S' || n, 1, 1, 'Item ' || n, 5, 'GBP', 3
                FROM generate_series(1, %d) AS n
                """
                        .formatted(count));
    }

    void asOf(String instant) {
        execute(
                "INSERT INTO catalogue_source (name, checksum, as_of) VALUES ('t', 't', '%s')"
                        .formatted(instant));
    }

    void views(String day, long item, int views) {
        jdbc.sql("INSERT INTO item_daily (day, item_id, views) VALUES (:day::date, :item, :views)")
                .param("day", day)
                .param("item", item)
                .param("views", views)
                .update();
    }

    /// An order or a cancellation, a line for each of the items.
    void document(String kind, String number, Long customer, List<Long> items) {
        execute(
                """
                INSERT INTO purchase_order
                    (number, kind, merchant_id, customer_id, country, currency, total, placed_at)
                VALUES ('%s', '%s', 1, %s, 'GB', 'GBP', 0, '2026-01-15T10:00:00Z')
                """
                        .formatted(number, kind, customer == 0 ? "NULL" : customer));
        for (int line = 0; line < items.size(); line++) {
            execute(
                    """
                    INSERT INTO order_line (order_id, line, item_id, quantity, unit_price)
                    SELECT max(id), %d, %d, %d, 5 FROM purchase_order
                    """
                            .formatted(line + 1, items.get(line), kind.equals("ORDER") ? 1 : -1));
        }
    }

    void execute(String sql) {
        jdbc.sql(sql).update();
    }

    long number(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    double figure(String sql) {
        return jdbc.sql(sql).query(Double.class).single();
    }

    @Override
    public void close() {
        database.close();
    }
}
