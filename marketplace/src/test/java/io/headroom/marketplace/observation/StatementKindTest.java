package io.headroom.marketplace.observation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementKindTest {

    @Test
    void aReadIsAboutTheFirstRelationItNames() {
        is("SELECT id FROM item JOIN brand USING (brand)", "select", "item");
        is("SELECT delivery FROM recent r JOIN delivery d ON true", "select", "delivery");
        is("select 1 from public.\"item\" for update of item", "select", "item");
        is(
                "WITH best AS (SELECT * FROM popular_items) SELECT * FROM best",
                "select",
                "popular_items");
    }

    @Test
    void aWriteIsAboutWhatItWritesWhateverItReads() {
        is(
                "WITH new AS (SELECT * FROM item) INSERT INTO item_daily SELECT * FROM new"
                        + " ON CONFLICT (day) DO UPDATE SET views = 1",
                "insert",
                "item_daily");
        is("UPDATE item SET stock = v.s FROM unnest(?, ?) AS v (i, s)", "update", "item");
        is("DELETE FROM ONLY item_event_flush", "delete", "item_event_flush");
        is("REFRESH MATERIALIZED VIEW CONCURRENTLY also_bought", "refresh", "also_bought");
    }

    @Test
    void wordsOfTextsCommentsAndFunctionsNameNoRelation() {
        none("SELECT 'from item' /* from item */ -- from item");
        none("SELECT extract(epoch FROM loaded_at)");
        none("SELECT * FROM unnest(?) AS item (id)");
        none("SELECT item FROM generate_series(1, 2) AS item");
    }

    @Test
    void statementsOfOthersAreNone() {
        none("SELECT * FROM headroom_job WHERE queue = ?");
        none("SELECT * FROM pg_catalog.pg_class");
        none("SELECT * FROM other.item");
        none("SELECT extract(epoch FROM item.loaded_at)");
        none("SET statement_timeout = 0");
        none("BEGIN");
        none("");
        none("update");
        none("select from");
        none("select from public.");
    }

    private static void is(String sql, String operation, String entity) {
        assertThat(StatementKind.of(sql)).contains(new StatementKind(operation, entity));
    }

    private static void none(String sql) {
        assertThat(StatementKind.of(sql)).isEmpty();
    }
}
