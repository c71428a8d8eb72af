package io.headroom.postgres.advisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.postgres.statement.WorkloadStatement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WriteCostsTest {

    private static final IndexDefinition STOCK = IndexDefinition.btree("public", "item", "stock");
    private static final IndexDefinition TITLE = IndexDefinition.btree("public", "item", "title");

    @Test
    void everyIndexTakesAPartOfInsertedRows() {
        WriteCosts costs =
                costs(
                        Map.of(),
                        statement("INSERT INTO item (id, title) VALUES ($1, $2)", 50),
                        statement("SELECT $1", 50));
        assertThat(costs.of(TITLE)).isCloseTo(0.5 * WriteCosts.SHARE_OF_ROW, within(1e-9));
        assertThat(costs.of(IndexDefinition.btree("public", "other", "title"))).isZero();
    }

    @Test
    void anIndexOnAnUpdatedColumnEndsHeapOnlyUpdates() {
        WriteCosts costs =
                costs(
                        Map.of("public.item", 0.9),
                        statement("UPDATE item SET stock = stock - $1 WHERE id = $2", 100));
        assertThat(costs.hotColumns(STOCK)).containsExactly("stock");
        assertThat(costs.hotColumns(TITLE)).isEmpty();
        assertThat(costs.of(STOCK)).isGreaterThan(2);
        assertThat(costs.of(TITLE)).isLessThan(0.02);
    }

    @Test
    void carriedColumnsAndPredicatesCountToo() {
        WriteCosts costs =
                costs(
                        Map.of("public.item", 0.9),
                        statement("UPDATE public.item SET stock = $1 WHERE id = $2", 100));
        assertThat(
                        costs.hotColumns(
                                new IndexDefinition(
                                        "public",
                                        "item",
                                        List.of("title"),
                                        List.of("stock"),
                                        "",
                                        "btree")))
                .containsExactly("stock");
        assertThat(
                        costs.hotColumns(
                                new IndexDefinition(
                                        "public",
                                        "item",
                                        List.of("title"),
                                        List.of(),
                                        "stock > 0",
                                        "btree")))
                .containsExactly("stock");
        assertThat(costs.hotColumns(IndexDefinition.btree("public", "item", "stock_place")))
                .isEmpty();
    }

    @Test
    void updatesThatAreNotHeapOnlyAnywayAreNoReason() {
        WriteCosts costs =
                costs(
                        Map.of("public.item", 0.05),
                        statement("UPDATE item SET stock = $1 WHERE id = $2", 100));
        assertThat(costs.hotColumns(STOCK)).isEmpty();
    }

    private static WriteCosts costs(Map<String, Double> hot, WorkloadStatement... statements) {
        return WriteCosts.of(List.of(statements), hot);
    }

    private static WorkloadStatement statement(String sql, double millis) {
        return new WorkloadStatement("1", sql, 1, millis, List.of(), List.of());
    }
}
