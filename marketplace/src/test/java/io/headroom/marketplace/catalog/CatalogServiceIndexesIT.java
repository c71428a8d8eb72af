package io.headroom.marketplace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The five sets of indexes that a catalogue service asks for, each with its question: without the
/// index the planner reads several times as many pages.
class CatalogServiceIndexesIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final CatalogDatabase DATABASE = CatalogDatabase.empty();

    @BeforeAll
    static void fill() {
        DATABASE.addVolume(60_000);
        DATABASE.jdbc()
                .sql(
                        """
                        INSERT INTO item_daily (day, item_id, views)
                        SELECT (now() AT TIME ZONE 'UTC')::date - age, item, 1 + (item * 7 + age * 13) % 50
                        FROM generate_series(0, 29) AS age, generate_series(1, 6000) AS item
                        """)
                .update();
        DATABASE.jdbc().sql("REFRESH MATERIALIZED VIEW daily_item_statistics").update();
        DATABASE.jdbc().sql("VACUUM ANALYZE item_daily, daily_item_statistics").update();
    }

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    static Stream<Arguments> sets() {
        return Stream.of(
                Arguments.of(
                        "active and category",
                        "item_category1_by_created",
                        """
                        SELECT id FROM item
                        WHERE active AND deleted_at IS NULL AND category1_id = 3
                        ORDER BY created_at DESC, id DESC LIMIT 24
                        """),
                Arguments.of(
                        "creation time",
                        "item_by_created",
                        """
                        SELECT id FROM item
                        WHERE active AND deleted_at IS NULL AND created_at < timestamptz '2025-01-08'
                        ORDER BY created_at DESC, id DESC LIMIT 24
                        """),
                Arguments.of(
                        "analytics by date and item",
                        "item_daily_pkey",
                        """
                        SELECT views, orders, revenue FROM item_daily
                        WHERE day = (now() AT TIME ZONE 'UTC')::date - 3 AND item_id = 77
                        """),
                Arguments.of(
                        "analytics by item and date",
                        "daily_item_statistics_item_day",
                        """
                        SELECT day, views, orders, revenue FROM daily_item_statistics
                        WHERE item_id = 77 AND day > (now() AT TIME ZONE 'UTC')::date - 7 ORDER BY day
                        """),
                Arguments.of(
                        "brand, category and active",
                        "item_brand_category1_by_created",
                        """
                        SELECT id FROM item
                        WHERE active AND deleted_at IS NULL AND brand_id = 7 AND category1_id = 3
                        ORDER BY created_at DESC, id DESC LIMIT 24
                        """),
                Arguments.of(
                        "category, subcategory and active",
                        "item_by_category_tree",
                        """
                        SELECT count(*) FROM item
                        WHERE active AND deleted_at IS NULL AND category1_id = 3 AND category2_id = 102
                        """));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("sets")
    void theQuestionIsAnsweredByItsIndex(String set, String index, String sql) {
        JsonNode plan = plan(sql);
        assertThat(plan.findValuesAsString("Index Name"))
                .as("%s: %s", set, plan.toPrettyString())
                .containsExactly(index);
        assertThat(plan.findValuesAsString("Node Type")).doesNotContain("Seq Scan");
        if (sql.contains("LIMIT")) {
            assertThat(plan.findValuesAsString("Node Type")).doesNotContain("Sort");
        }
        long with = buffers(plan);
        long without =
                DATABASE.transaction()
                        .execute(transaction -> {
                            transaction.setRollbackOnly();
                            DATABASE.jdbc().sql("SET LOCAL enable_indexscan = off").update();
                            DATABASE.jdbc().sql("SET LOCAL enable_indexonlyscan = off").update();
                            DATABASE.jdbc().sql("SET LOCAL enable_bitmapscan = off").update();
                            return buffers(plan(sql));
                        });
        assertThat(without).as("pages without the index, %d with it", with).isGreaterThan(5 * with);
    }

    private static JsonNode plan(String sql) {
        return JSON.readTree(
                        DATABASE.jdbc()
                                .sql("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql)
                                .query(String.class)
                                .single())
                .path(0)
                .path("Plan");
    }

    private static long buffers(JsonNode plan) {
        return plan.path("Shared Hit Blocks").asLong() + plan.path("Shared Read Blocks").asLong();
    }
}
