package io.headroom.marketplace.sales;

import io.headroom.postgres.MaterializedView;
import io.headroom.postgres.RefreshLimits;
import io.headroom.postgres.ViewRefresher;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;

/// The materialized views of the migrations `V3__sales_views.sql` and `V4__performance_views.sql`,
/// and how fresh they are kept.
public final class Views {

    // Only rows whose figure changed are written, and neither version nor updated_at nor changed_in
    // move: to its readers an item is the same whatever its popularity. In the order of ids, so
    // that
    // two writers of many items never wait for each other in a circle.
    private static final String COPY_POPULARITY =
            """
            WITH changed AS MATERIALIZED (
                SELECT i.id, coalesce(p.score, 0) AS score
                FROM item i LEFT JOIN popular_items p ON p.item_id = i.id
                WHERE i.popularity IS DISTINCT FROM coalesce(p.score, 0)
                ORDER BY i.id
                FOR NO KEY UPDATE OF i)
            UPDATE item SET popularity = changed.score FROM changed WHERE item.id = changed.id
            """;

    static final MaterializedView POPULAR_ITEMS =
            new MaterializedView("popular_items", Duration.ofHours(1), List.of(COPY_POPULARITY));
    static final MaterializedView DAILY_ITEM_STATISTICS =
            new MaterializedView("daily_item_statistics", Duration.ofHours(1));
    static final MaterializedView TRENDING_ITEMS =
            new MaterializedView("trending_items", Duration.ofMinutes(30));
    static final MaterializedView MERCHANT_PERFORMANCE =
            new MaterializedView("merchant_performance", Duration.ofHours(1));
    static final MaterializedView CATEGORY_PERFORMANCE =
            new MaterializedView("category_performance", Duration.ofHours(1));
    static final MaterializedView ALSO_BOUGHT =
            new MaterializedView("also_bought", Duration.ofDays(1));

    private Views() {}

    /// All views: trending items every half hour, what was bought together daily, the others
    /// hourly.
    public static List<MaterializedView> all() {
        return List.of(
                POPULAR_ITEMS,
                DAILY_ITEM_STATISTICS,
                TRENDING_ITEMS,
                MERCHANT_PERFORMANCE,
                CATEGORY_PERFORMANCE,
                ALSO_BOUGHT);
    }

    /// Keeps them fresh by hand or, given to a schedule, by itself.
    public static ViewRefresher refresher(DataSource dataSource, InstantSource time) {
        return new ViewRefresher(dataSource, all(), RefreshLimits.defaults(), time);
    }

    /// Fills all views from what the given connection's transaction has loaded, and copies the
    /// popularity to the items; does not commit. Readers of the views wait for the commit.
    public static void refreshAll(Connection connection, InstantSource time) throws SQLException {
        try (var statement = connection.createStatement()) {
            // The planner knows nothing yet of rows that this transaction wrote.
            statement.execute(
                    "ANALYZE item, purchase_order, order_line, item_daily, catalogue_source");
        }
        ViewRefresher.fill(connection, all(), RefreshLimits.defaults().workMemory(), time);
    }
}
