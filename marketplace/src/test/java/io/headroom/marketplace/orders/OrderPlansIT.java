package io.headroom.marketplace.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Each index of orders has its question.
class OrderPlansIT {

    private static final TestDatabase DATABASE =
            TestServers.newDatabase(
                    "shop-schema",
                    source -> Flyway.configure().dataSource(source).load().migrate());

    @BeforeAll
    static void fill() {
        for (String sql :
                List.of(
                        """
                        INSERT INTO merchant (id, slug, name, country)
                        SELECT n, 'm' || n, 'M', 'GB' FROM generate_series(1, 200) AS n
                        """,
                        """
                        INSERT INTO purchase_order
                            (id, number, kind, merchant_id, country, currency, total, placed_at, counted)
                        SELECT n, n::text, 'ORDER', 1 + n % 200, 'GB', 'GBP', 1,
                               '2026-01-31T00:00:00Z'::timestamptz - n * interval '5 minutes', n % 5000 > 0
                        FROM generate_series(1, 50000) AS n
                        """,
                        """
                        INSERT INTO purchase_order
                            (id, number, kind, cancels_id, merchant_id, country, currency, total, placed_at)
                        SELECT 50000 + n, 'C' || n, 'CANCELLATION', n * 40, 1 + n * 40 % 200, 'GB', 'GBP', -1, now()
                        FROM generate_series(1, 1000) AS n
                        """,
                        "VACUUM ANALYZE purchase_order, merchant, delivery, order_line")) {
            jdbc().sql(sql).update();
        }
    }

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    private static JdbcClient jdbc() {
        return JdbcClient.create(DATABASE.dataSource());
    }

    private static String plan(String sql) {
        return String.join("\n", jdbc().sql("EXPLAIN " + sql).query(String.class).list());
    }

    @Test
    void aMerchantsPageIsARangeOfItsIndexAndEachRowsStateAProbe() {
        assertThat(
                        plan(
                                "SELECT "
                                        + OrderRepository.COLUMNS
                                        + " FROM purchase_order o WHERE o.merchant_id = 7"
                                        + " ORDER BY o.placed_at DESC, o.id DESC LIMIT 24"))
                .contains("Scan Backward using purchase_order_by_merchant")
                .contains("using purchase_order_cancelled")
                .doesNotContain("Sort");
    }

    @Test
    void whatWaitsForItsRollUpIsFoundAmongItself() {
        assertThat(
                        plan(
                                "SELECT o.id FROM purchase_order o"
                                        + " WHERE o.merchant_id = 1 AND NOT o.counted"))
                .contains("purchase_order_uncounted");
    }
}
