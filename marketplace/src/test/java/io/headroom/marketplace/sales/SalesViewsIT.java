package io.headroom.marketplace.sales;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import io.headroom.postgres.RefreshOutcome.Refreshed;
import io.headroom.postgres.ViewRefresher;
import io.headroom.test.ManualTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The formulas, on figures computed by hand.
class SalesViewsIT {

    private static final Offset<Double> EXACTLY = offset(0.000_002);

    private final SalesDatabase database = new SalesDatabase();
    private final ViewRefresher refresher = Views.refresher(database.dataSource, new ManualTime());
    private final SalesQueries queries = new SalesQueries(database.jdbc);

    @AfterEach
    void end() {
        database.close();
    }

    @Test
    void everyViewIsRefreshedConcurrently() {
        for (int round = 0; round < 2; round++) {
            for (var view : Views.all()) {
                assertThat(refresher.refreshNow(view.name())).isInstanceOf(Refreshed.class);
            }
        }
    }

    @Test
    void popularityIsTheSumOverThirtyDaysOfTheRootOfTheWeightedActivity() {
        database.items(7);
        database.asOf("2026-01-31T12:00:00Z");
        database.views("2026-01-31", 1, 100);
        for (int day = 22; day <= 31; day++) {
            database.views("2026-01-" + day, 2, 10);
        }
        // 3 + 5 × 2 + 8 × 1 + 20 × 1 + 8 = 49
        database.execute(
                """
                INSERT INTO item_daily (day, item_id, views, favorites, shares, orders, units)
                VALUES ('2026-01-30', 3, 3, 2, 1, 1, 8)
                """);
        database.views("2026-01-01", 4, 10_000);
        database.views("2026-01-02", 4, 16);
        database.views("2026-01-31", 5, 50);
        database.execute("UPDATE item SET active = false WHERE id = 5");
        database.views("2026-01-31", 6, 50);
        database.execute("UPDATE item SET deleted_at = now() WHERE id = 6");
        refresh("popular_items");

        List<ScoredItem> popular = queries.popular(10);
        assertThat(popular).extracting(ScoredItem::id).containsExactly(2L, 1L, 3L, 4L);
        assertThat(popular.get(0).score()).isCloseTo(31.622780, EXACTLY);
        assertThat(popular.get(1).score()).isEqualTo(10);
        assertThat(popular.get(2).score()).isEqualTo(7);
        assertThat(popular.get(3).score()).isEqualTo(4);
        assertThat(queries.popular(1)).extracting(ScoredItem::id).containsExactly(2L);
    }

    @Test
    void whatHappensAfterAnOldDataSetWasLoadedCountsByTheWallClock() {
        database.items(2);
        database.asOf("2011-11-17T20:01:00Z");
        database.views("2011-11-17", 1, 9);
        database.execute(
                """
                INSERT INTO item_daily (day, item_id, views)
                VALUES ((now() AT TIME ZONE 'UTC')::date, 2, 25),
                       ((now() AT TIME ZONE 'UTC')::date - 40, 2, 400)
                """);
        refresh("popular_items");
        assertThat(queries.popular(10)).containsExactly(new ScoredItem(2, 5), new ScoredItem(1, 3));
    }

    @Test
    void aLivingCatalogueCountsBackFromToday() {
        database.items(1);
        database.execute(
                """
                INSERT INTO item_daily (day, item_id, views)
                VALUES ((now() AT TIME ZONE 'UTC')::date - 29, 1, 4),
                       ((now() AT TIME ZONE 'UTC')::date - 30, 1, 400)
                """);
        refresh("popular_items");
        assertThat(queries.popular(10)).containsExactly(new ScoredItem(1, 2));
    }

    @Test
    void popularityIsCopiedToItemsWhereItChangedAndNothingElseMoves() {
        database.items(3);
        database.asOf("2026-01-31T12:00:00Z");
        database.views("2026-01-31", 1, 100);
        database.views("2026-01-31", 2, 9);
        refresh("popular_items");
        assertThat(popularity(1)).isEqualTo(10);
        assertThat(popularity(2)).isEqualTo(3);
        assertThat(popularity(3)).isZero();

        String rows = "SELECT string_agg(%s, ' ' ORDER BY id) FROM item WHERE id IN (1, 3)";
        String untouched = text(rows.formatted("xmin::text"));
        String versions = "concat_ws('|', version, updated_at, changed_in)";
        String before = text("SELECT " + versions + " FROM item WHERE id = 2");
        database.execute("DELETE FROM item_daily WHERE item_id = 2");
        refresh("popular_items");
        assertThat(popularity(2)).isZero();
        assertThat(text(rows.formatted("xmin::text"))).isEqualTo(untouched);
        assertThat(text("SELECT " + versions + " FROM item WHERE id = 2")).isEqualTo(before);
    }

    @Test
    void dailyStatisticsHoldNinetyDaysWithTheirRatios() {
        database.items(1);
        database.asOf("2026-03-31T00:00:00Z");
        database.execute(
                """
                INSERT INTO item_daily (day, item_id, views, orders, units, revenue)
                VALUES ('2026-03-31', 1, 80, 3, 7, 10), ('2026-03-30', 1, 0, 1, 1, 5),
                       ('2026-03-29', 1, 4, 0, 0, 0), ('2026-01-01', 1, 1, 0, 0, 0),
                       ('2025-12-31', 1, 1, 0, 0, 0)
                """);
        refresh("daily_item_statistics");
        assertThat(
                        text(
                                """
                                SELECT string_agg(concat_ws(',', to_char(day, 'MM-DD'),
                                    coalesce(conversion::text, '-'),
                                    coalesce(average_order::text, '-')), ' ' ORDER BY day DESC)
                                FROM daily_item_statistics
                                """))
                .isEqualTo("03-31,0.0375,3.33 03-30,-,5.00 03-29,0.0000,- 01-01,0.0000,-");
    }

    @Test
    void trendingIsTheRiseAgainstTheLongerWindowTimesTheLogarithmOfTheHeat() {
        database.items(3);
        database.asOf("2026-01-31T12:00:00Z");
        database.views("2026-01-31", 1, 70);
        database.execute(
                """
                INSERT INTO item_daily (day, item_id, views)
                SELECT '2026-01-31'::date - age, 2, 10 FROM generate_series(0, 29) AS age
                """);
        refresh("trending_items");
        // Over 7 days: prior (70 + 300) / 30 / 2 = 6.1667; the first rises
        // (10 + 6.1667) / (2.3333 + 6.1667) = 1.9020, × ln 71; the second's rise is 1, its heat
        // 10 × Σ ½^(age/2) = 31.1244.
        List<ScoredItem> week = queries.trending(7, 10);
        assertThat(week).extracting(ScoredItem::id).containsExactly(1L, 2L);
        assertThat(week.get(0).score()).isCloseTo(8.107450, EXACTLY);
        assertThat(week.get(1).score()).isCloseTo(3.469615, EXACTLY);
        // Over 30 days against 90: prior 2.0556, rises 1.5490 and 2.2371.
        List<ScoredItem> month = queries.trending(30, 10);
        assertThat(month).extracting(ScoredItem::id).containsExactly(2L, 1L);
        assertThat(month.get(0).score()).isCloseTo(10.566428, EXACTLY);
        assertThat(month.get(1).score()).isCloseTo(6.602975, EXACTLY);
        assertThatIllegalArgumentException().isThrownBy(() -> queries.trending(8, 10));
    }

    @Test
    void tinyNumbersDoNotTrend() {
        database.items(101);
        database.asOf("2026-01-31T12:00:00Z");
        database.execute(
                """
                INSERT INTO item_daily (day, item_id, views)
                SELECT '2026-01-31'::date - age, item, 20
                FROM generate_series(0, 29) AS age, generate_series(1, 100) AS item
                """);
        database.views("2026-01-31", 101, 3);
        refresh("trending_items");
        assertThat(queries.trending(7, 101)).hasSize(101).last().extracting("id").isEqualTo(101L);
    }

    @Test
    void boughtTogetherIsTheShrunkJaccardIndexOfTheBaskets() {
        database.items(110);
        database.execute("INSERT INTO customer (reference, country) VALUES ('c', 'GB')");
        database.document("ORDER", "1", 0L, List.of(1L, 1L, 2L));
        database.document("ORDER", "2", 0L, List.of(1L, 2L));
        database.document("ORDER", "3", 1L, List.of(2L, 3L, 1L));
        database.document("ORDER", "4", 0L, List.of(1L, 3L));
        database.document("ORDER", "5", 0L, List.of(1L));
        database.document("CANCELLATION", "6", 0L, List.of(1L, 3L));
        database.document("ORDER", "7", 0L, LongStream.rangeClosed(1, 101).boxed().toList());
        for (int order = 8; order <= 11; order++) {
            database.document("ORDER", "" + order, 0L, List.of(105L, 106L));
        }
        database.execute("UPDATE item SET active = false WHERE id = 106");
        refresh("also_bought");

        // 1 and 2 met in 3 baskets; 1 is in 5, 2 in 3: 3 / (5 + 3 − 3 + 10). 1 and 3 met twice.
        assertThat(queries.alsoBought(1, 24)).containsExactly(new ScoredItem(2, 0.2));
        assertThat(queries.alsoBought(2, 24)).containsExactly(new ScoredItem(1, 0.2));
        assertThat(queries.alsoBought(3, 24)).isEmpty();
        assertThat(queries.alsoBought(105, 24)).as("106 is not for sale").isEmpty();
        // 4 / (4 + 4 − 4 + 10)
        assertThat(queries.alsoBought(106, 24)).containsExactly(new ScoredItem(105, 0.285714));
        assertThat(database.number("SELECT support FROM also_bought WHERE item_id = 1"))
                .isEqualTo(3);
    }

    @Test
    void recommendationsGoWithWhatWasBoughtAndAreFilledWithPopularItems() {
        database.items(6);
        database.asOf("2026-01-31T12:00:00Z");
        database.execute(
                "INSERT INTO customer (reference, country) VALUES ('c', 'GB'), ('d', 'GB')");
        for (int order = 1; order <= 3; order++) {
            database.document("ORDER", "" + order, 0L, List.of(1L, 2L));
        }
        database.document("ORDER", "4", 1L, List.of(1L));
        database.views("2026-01-31", 1, 100);
        database.views("2026-01-31", 2, 90);
        database.views("2026-01-31", 3, 80);
        database.views("2026-01-31", 4, 70);
        refresh("popular_items");
        refresh("also_bought");
        // 3 / (4 + 3 − 3 + 10)
        assertThat(queries.recommendations(1, 3))
                .containsExactly(
                        new ScoredItem(2, 0.214286), new ScoredItem(3, 0), new ScoredItem(4, 0));
        assertThat(queries.recommendations(1, 1)).extracting(ScoredItem::id).containsExactly(2L);
        assertThat(queries.recommendations(2, 2))
                .extracting(ScoredItem::id)
                .containsExactly(1L, 2L);
        assertThat(queries.recommendations(999, 2))
                .extracting(ScoredItem::id)
                .containsExactly(1L, 2L);
    }

    @Test
    void aLoadShowsItsFiguresWithItsItemsOrNotAtAll() throws SQLException {
        database.items(1);
        try (Connection load = database.dataSource.getConnection()) {
            load.setAutoCommit(false);
            try (var statement = load.createStatement()) {
                statement.execute(
                        "INSERT INTO item_daily (day, item_id, views)"
                                + " VALUES ((now() AT TIME ZONE 'UTC')::date, 1, 4)");
            }
            Views.refreshAll(load, new ManualTime());
            load.rollback();
            assertThat(popularity(1)).isZero();
            try (var statement = load.createStatement()) {
                statement.execute(
                        "INSERT INTO item_daily (day, item_id, views)"
                                + " VALUES ((now() AT TIME ZONE 'UTC')::date, 1, 4)");
            }
            Views.refreshAll(load, new ManualTime());
            load.commit();
        }
        assertThat(popularity(1)).isEqualTo(2);
        assertThat(refresher.status())
                .allSatisfy(status -> assertThat(status.refreshedAt()).isNotNull());
    }

    private void refresh(String view) {
        assertThat(refresher.refreshNow(view)).isInstanceOf(Refreshed.class);
    }

    private double popularity(long item) {
        return database.figure("SELECT popularity FROM item WHERE id = " + item);
    }

    private String text(String sql) {
        return database.jdbc.sql(sql).query(String.class).single();
    }
}
