package io.headroom.marketplace.sales;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.postgres.RefreshOutcome.Refreshed;
import io.headroom.postgres.ViewRefresher;
import io.headroom.test.ManualTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How merchants and categories do, on figures computed by hand.
class PerformanceViewsIT {

    private final SalesDatabase database = new SalesDatabase();
    private final ViewRefresher refresher = Views.refresher(database.dataSource, new ManualTime());

    @BeforeEach
    void begin() {
        database.asOf("2026-01-31T12:00:00Z");
    }

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void aMerchantIsMeasuredByOrdersCancellationsCustomersAndTheDaysBefore() {
        database.items(1);
        database.execute(
                "INSERT INTO customer (reference, country) VALUES ('a', 'GB'), ('b', 'GB'), ('c', 'GB')");
        // The last 7 days begin with 25 January, the last 30 with 2 January.
        order(1, "2026-01-31", "1", "30.00");
        order(2, "2026-01-26", "1", "10.00");
        order(3, "2026-01-25", "2", "20.00");
        cancellation(4, "2026-01-31", 3, "-20.00");
        order(5, "2026-01-30", "NULL", "5.00");
        order(6, "2026-01-24", "3", "40.00");
        cancellation(7, "2026-01-27", 6, "-15.00");
        order(8, "2026-01-17", "3", "100.00");
        order(9, "2026-01-01", "2", "50.00");
        order(10, "2025-12-02", "2", "999.00");
        database.views("2026-01-31", 1, 80);
        database.views("2026-01-24", 1, 500);
        refresh("merchant_performance");

        assertThat(
                        rows(
                                """
                                SELECT concat_ws(' ', window_days, currency, orders, cancellations, revenue,
                                    revenue_before, customers, returning_customers, views, average_order,
                                    returning_share, cancelled_share, conversion, growth)
                                FROM merchant_performance WHERE merchant_id = 1 ORDER BY window_days
                                """))
                .containsExactly(
                        // 30 + 10 + 20 − 20 + 5 = 45 after 40 − 15 = 25; 65 / 4; 1 of 2; 1 / 4;
                        // 4 / 80; 45 / 25 − 1
                        "7 GBP 4 1 45.00 25.00 2 1 80 16.25 0.5000 0.2500 0.0500 0.8000",
                        // 45 + 25 + 100 = 170 after 50; 205 / 6; 2 of 3; 2 / 6; 6 / 580
                        "30 GBP 6 2 170.00 50.00 3 2 580 34.17 0.6667 0.3333 0.0103 2.4000");
    }

    @Test
    void aMerchantWithViewsAloneSellsNothingAndRatiosOfNothingAreUnknown() {
        database.items(1);
        database.views("2026-01-31", 1, 8);
        refresh("merchant_performance");
        assertThat(
                        rows(
                                """
                                SELECT concat_ws(' ', window_days, orders, revenue, views, conversion,
                                    coalesce(average_order::text, '-'), coalesce(growth::text, '-'))
                                FROM merchant_performance ORDER BY window_days
                                """))
                .containsExactly("7 0 0.00 8 0.0000 - -", "30 0 0.00 8 0.0000 - -");
    }

    @Test
    void anItemCountsForItsCategoryAndAllAboveIt() {
        database.execute(
                """
                INSERT INTO category (parent_id, level, slug, name_en, name_es)
                VALUES (1, 2, 'mugs', 'Mugs', 'Tazas'), (NULL, 1, 'garden', 'Garden', 'Jardín')
                """);
        database.items(3);
        database.execute("UPDATE item SET category2_id = 2 WHERE id = 1");
        database.execute("UPDATE item SET category1_id = 3 WHERE id = 3");
        database.execute(
                """
                INSERT INTO item_daily (day, item_id, views, favorites, shares, orders, units, revenue)
                VALUES ('2026-01-31', 1, 50, 0, 0, 2, 3, 30), ('2026-01-30', 2, 30, 0, 0, 1, 1, 10),
                       ('2026-01-25', 3, 20, 2, 1, 1, 6, 60), ('2026-01-24', 1, 5, 0, 0, 1, 1, 20)
                """);
        refresh("category_performance");
        assertThat(
                        rows(
                                """
                                SELECT concat_ws(' ', window_days, level, category_id, items, views, favorites,
                                    shares, item_orders, units, revenue, revenue_before, conversion, share,
                                    coalesce(growth::text, '-'))
                                FROM category_performance ORDER BY window_days, level, category_id
                                """))
                .containsExactly(
                        // 3 / 80; 40 of 100; 40 / 20 − 1
                        "7 1 1 2 80 0 0 3 4 40.00 20.00 0.0375 0.4000 1.0000",
                        "7 1 3 1 20 2 1 1 6 60.00 0.00 0.0500 0.6000 -",
                        // 2 / 50; all of its level; 30 / 20 − 1
                        "7 2 2 1 50 0 0 2 3 30.00 20.00 0.0400 1.0000 0.5000",
                        // 4 / 85; 60 of 120
                        "30 1 1 2 85 0 0 4 5 60.00 0.00 0.0471 0.5000 -",
                        "30 1 3 1 20 2 1 1 6 60.00 0.00 0.0500 0.5000 -",
                        "30 2 2 1 55 0 0 3 4 50.00 0.00 0.0545 1.0000 -");
    }

    private void order(int id, String day, String customer, String total) {
        document(id, "ORDER", day, "NULL", customer, total);
    }

    private void cancellation(int id, String day, int cancels, String total) {
        document(id, "CANCELLATION", day, String.valueOf(cancels), "NULL", total);
    }

    private void document(
            int id, String kind, String day, String cancels, String customer, String total) {
        database.execute(
                """
                INSERT INTO purchase_order (id, number, kind, cancels_id, merchant_id, customer_id,
                    country, currency, total, placed_at)
                VALUES (%d, '%d', '%s', %s, 1, %s, 'GB', 'GBP', %s, '%sT10:00:00Z')
                """
                        .formatted(id, id, kind, cancels, customer, total, day));
    }

    private void refresh(String view) {
        assertThat(refresher.refreshNow(view)).isInstanceOf(Refreshed.class);
    }

    private List<@Nullable String> rows(String sql) {
        return database.jdbc.sql(sql).query(String.class).list();
    }
}
