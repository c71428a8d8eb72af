package io.headroom.marketplace.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.postgres.RefreshOutcome.Refreshed;
import io.headroom.test.ManualTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The planner uses the views' indexes for the readers' very statements, with 20,000 items, 200,000
/// item days and 400,000 order lines.
class SalesPlansIT {

    private static final SalesDatabase DATABASE = new SalesDatabase();

    @BeforeAll
    static void fill() {
        DATABASE.items(20_000);
        DATABASE.execute(
                "INSERT INTO merchant (slug, name, country)"
                        + " SELECT 'm' || n, 'M', 'GB' FROM generate_series(2, 500) AS n");
        DATABASE.execute(
                "INSERT INTO category (level, slug, name_en, name_es)"
                        + " SELECT 1, 'c' || n, 'C', 'C' FROM generate_series(2, 500) AS n");
        DATABASE.execute("UPDATE item SET merchant_id = 1 + id % 500, category1_id = 1 + id % 500");
        DATABASE.asOf("2026-01-31T12:00:00Z");
        DATABASE.execute(
                """
                INSERT INTO item_daily (day, item_id, views)
                SELECT '2026-01-31'::date - age, item, 1 + (item * 7 + age * 13) % 50
                FROM generate_series(0, 9) AS age, generate_series(1, 20000) AS item
                """);
        DATABASE.execute(
                """
                INSERT INTO customer (reference, country)
                SELECT 'c' || n, 'GB' FROM generate_series(1, 5000) AS n
                """);
        DATABASE.execute(
                """
                INSERT INTO purchase_order
                    (number, kind, merchant_id, customer_id, country, currency, total, placed_at)
                SELECT n::text, 'ORDER', 1, 1 + n % 5000, 'GB', 'GBP', 0,
                       '2026-01-31T00:00:00Z'::timestamptz - n * interval '5 minutes'
                FROM generate_series(1, 50000) AS n
                """);
        // Eight items of one of 1,000 groups of twenty.
        DATABASE.execute(
                """
                INSERT INTO order_line (order_id, line, item_id, quantity, unit_price)
                SELECT o.id, line, 1 + (o.id % 1000) * 20 + (o.id / 1000 + line * line) % 20, 1, 5
                FROM purchase_order o, generate_series(1, 8) AS line
                """);
        DATABASE.execute("ANALYZE");
        for (var view : Views.all()) {
            assertThat(
                            Views.refresher(DATABASE.dataSource, new ManualTime())
                                    .refreshNow(view.name()))
                    .isInstanceOf(Refreshed.class);
        }
    }

    @AfterAll
    static void end() {
        DATABASE.close();
    }

    /// An index that no test here names would be one that no statement needs; those of items are
    /// the catalogue's, those of orders have their tests there, those of jobs are the library's.
    @Test
    void everyIndexBeyondTheKeysHasItsStatement() throws Exception {
        List<String> indexes = new ArrayList<>();
        try (Connection connection = DATABASE.dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT indexname FROM pg_indexes
                                WHERE schemaname = 'public' AND tablename <> 'item'
                                  AND tablename <> 'flyway_schema_history'
                                  AND tablename NOT LIKE 'headroom_%'
                                  AND indexdef LIKE 'CREATE INDEX%'
                                """)) {
            while (rows.next()) {
                indexes.add(rows.getString(1));
            }
        }
        assertThat(indexes)
                .containsExactlyInAnyOrder(
                        "purchase_order_customer",
                        "purchase_order_by_merchant",
                        "purchase_order_cancelled",
                        "purchase_order_uncounted",
                        "popular_items_score",
                        "trending_items_score");
    }

    @Test
    void popularItemsAreARangeOfTheirScores() {
        assertThat(plan(SalesQueries.POPULAR, Map.of("limit", 24)))
                .contains("Scan using popular_items_score")
                .doesNotContain("Seq Scan", "Sort");
    }

    @Test
    void trendingItemsAreARangeOfTheirScores() {
        assertThat(plan(SalesQueries.TRENDING, Map.of("days", 7, "limit", 24)))
                .contains("Scan using trending_items_score")
                .doesNotContain("Seq Scan", "Sort");
    }

    @Test
    void whatWasAlsoBoughtIsARangeOfItsItem() {
        assertThat(DATABASE.number("SELECT count(*) FROM also_bought")).isGreaterThan(100_000);
        assertThat(plan(SalesQueries.ALSO_BOUGHT, Map.of("item", 77, "limit", 24)))
                .contains("also_bought_item_rank")
                .doesNotContain("Seq Scan");
    }

    @Test
    void recommendationsProbeOneIndexForEachStep() {
        assertThat(plan(SalesQueries.RECOMMENDATIONS, Map.of("customer", 77, "limit", 24)))
                .contains(
                        "purchase_order_customer",
                        "order_line_pkey",
                        "also_bought_item_rank",
                        "popular_items_score")
                .doesNotContain("Seq Scan");
    }

    @Test
    void anItemsDaysAreARangeOfItsIndex() {
        assertThat(
                        plan(
                                """
                                SELECT * FROM daily_item_statistics
                                WHERE item_id = :item AND day >= '2026-01-20' ORDER BY day
                                """,
                                Map.of("item", 77)))
                .contains("daily_item_statistics_item_day")
                .doesNotContain("Seq Scan");
    }

    @Test
    void oneItemsPopularityAndTrendAreProbes() {
        assertThat(plan("SELECT * FROM popular_items WHERE item_id = :item", Map.of("item", 77)))
                .contains("popular_items_item");
        assertThat(
                        plan(
                                "SELECT * FROM trending_items"
                                        + " WHERE window_days = 7 AND item_id = :item",
                                Map.of("item", 77)))
                .contains("trending_items_window_item");
    }

    @Test
    void oneMerchantsAndOneCategorysPerformanceAreProbes() {
        assertThat(
                        plan(
                                "SELECT * FROM merchant_performance"
                                        + " WHERE merchant_id = :merchant AND window_days = 30",
                                Map.of("merchant", 77)))
                .contains("merchant_performance_merchant")
                .doesNotContain("Seq Scan");
        assertThat(
                        plan(
                                "SELECT * FROM category_performance"
                                        + " WHERE category_id = :category AND window_days = 7",
                                Map.of("category", 77)))
                .contains("category_performance_category")
                .doesNotContain("Seq Scan");
    }

    private static String plan(String sql, Map<String, ?> parameters) {
        return String.join(
                "\n",
                DATABASE.jdbc.sql("EXPLAIN " + sql).params(parameters).query(String.class).list());
    }
}
