package io.headroom.marketplace.sales;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Reads the figures from the materialized views, one statement a question, each by an index.
public final class SalesQueries implements SalesFigures {

    static final String POPULAR =
            """
            SELECT p.item_id AS id, p.score
            FROM popular_items p JOIN item i ON i.id = p.item_id
            WHERE i.active AND i.deleted_at IS NULL
            ORDER BY p.score DESC, p.item_id
            LIMIT :limit
            """;

    static final String TRENDING =
            """
            SELECT t.item_id AS id, t.score
            FROM trending_items t JOIN item i ON i.id = t.item_id
            WHERE t.window_days = :days AND i.active AND i.deleted_at IS NULL
            ORDER BY t.score DESC, t.item_id
            LIMIT :limit
            """;

    static final String ALSO_BOUGHT =
            """
            SELECT a.other_id AS id, a.score
            FROM also_bought a JOIN item i ON i.id = a.other_id
            WHERE a.item_id = :item AND i.active AND i.deleted_at IS NULL
            ORDER BY a.rank
            LIMIT :limit
            """;

    // The lateral sub-select keeps the planner to one probe of also_bought per item bought.
    static final String RECOMMENDATIONS =
            """
            WITH placed AS (
                SELECT id FROM purchase_order
                WHERE customer_id = :customer AND kind = 'ORDER'
                ORDER BY placed_at DESC
                LIMIT 50),
            bought AS MATERIALIZED (
                SELECT DISTINCT l.item_id FROM placed o JOIN order_line l ON l.order_id = o.id),
            personal AS (
                SELECT a.other_id AS id, sum(a.score) AS score
                FROM bought b
                CROSS JOIN LATERAL (
                    SELECT other_id, score FROM also_bought WHERE item_id = b.item_id OFFSET 0) a
                WHERE a.other_id NOT IN (SELECT item_id FROM bought)
                GROUP BY a.other_id),
            best AS MATERIALIZED (
                SELECT p.id, p.score FROM personal p JOIN item i ON i.id = p.id
                WHERE i.active AND i.deleted_at IS NULL
                ORDER BY p.score DESC, p.id
                LIMIT :limit),
            filling AS (
                SELECT p.item_id AS id, p.score
                FROM popular_items p JOIN item i ON i.id = p.item_id
                WHERE i.active AND i.deleted_at IS NULL
                  AND p.item_id NOT IN (SELECT item_id FROM bought)
                  AND p.item_id NOT IN (SELECT id FROM best)
                ORDER BY p.score DESC, p.item_id
                LIMIT greatest(:limit - (SELECT count(*) FROM best), 0))
            SELECT id, score
            FROM (SELECT 1 AS part, id, score, score AS sorting FROM best
                  UNION ALL
                  SELECT 2, id, 0, score FROM filling) AS both_parts
            ORDER BY part, sorting DESC, id
            """;

    private final JdbcClient jdbc;

    public SalesQueries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<ScoredItem> popular(int limit) {
        return list(jdbc.sql(POPULAR).param("limit", atLeastOne(limit)));
    }

    @Override
    public List<ScoredItem> trending(int days, int limit) {
        if (days != 7 && days != 30) {
            throw new IllegalArgumentException("days must be 7 or 30, but is " + days);
        }
        return list(jdbc.sql(TRENDING).param("days", days).param("limit", atLeastOne(limit)));
    }

    @Override
    public List<ScoredItem> alsoBought(long itemId, int limit) {
        return list(jdbc.sql(ALSO_BOUGHT).param("item", itemId).param("limit", atLeastOne(limit)));
    }

    @Override
    public List<ScoredItem> recommendations(long customerId, int limit) {
        return list(
                jdbc.sql(RECOMMENDATIONS)
                        .param("customer", customerId)
                        .param("limit", atLeastOne(limit)));
    }

    private static List<ScoredItem> list(JdbcClient.StatementSpec statement) {
        return statement
                .query((row, n) -> new ScoredItem(row.getLong("id"), row.getDouble("score")))
                .list();
    }

    private static int atLeastOne(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
        }
        return limit;
    }
}
