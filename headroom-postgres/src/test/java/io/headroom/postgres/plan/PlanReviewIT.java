package io.headroom.postgres.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.plan.PlanWarning.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanReviewIT {

    private static final TestServers.Preparation TABLES =
            source -> {
                try (Connection connection = source.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute(
                            """
                            CREATE TABLE orders (id int PRIMARY KEY, customer int, state text,
                                                 city text, zip text, name text, note text);
                            INSERT INTO orders
                              SELECT i, i % 5000, CASE WHEN i % 1000 = 0 THEN 'new' ELSE 'done' END,
                                     'city ' || i % 100, 'zip ' || i % 100, 'name ' || i,
                                     repeat('x', 100)
                              FROM generate_series(1, 50000) i;
                            CREATE INDEX orders_by_customer ON orders (customer);
                            CREATE TABLE fresh (id int);
                            ALTER TABLE fresh SET (autovacuum_enabled = false);
                            INSERT INTO fresh SELECT i FROM generate_series(1, 20000) i;
                            """);
                    statement.execute("VACUUM ANALYZE orders");
                }
            };

    private final TestDatabase database = TestServers.newDatabase("plan-review", TABLES);
    private final Explain explain = new Explain(ExplainLimits.defaults());
    private @Nullable Connection opened;

    @BeforeEach
    void connect() throws SQLException {
        opened = database.dataSource().getConnection();
        run("SET max_parallel_workers_per_gather = 0");
    }

    @AfterEach
    void drop() throws SQLException {
        connection().close();
        database.close();
    }

    private Connection connection() {
        if (opened == null) {
            throw new IllegalStateException("not connected");
        }
        return opened;
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection().createStatement()) {
            statement.execute(sql);
        }
    }

    private List<PlanWarning> planned(String sql) throws SQLException {
        return review(explain.sampled(connection(), sql, List.of()));
    }

    private List<PlanWarning> analyzed(String sql) throws SQLException {
        return review(explain.analyzed(connection(), sql, List.of()));
    }

    private List<PlanWarning> review(Plan plan) throws SQLException {
        return PlanReview.of(plan, Surroundings.read(connection(), plan));
    }

    private static List<Kind> kinds(List<PlanWarning> warnings) {
        return warnings.stream().map(PlanWarning::kind).distinct().toList();
    }

    @Test
    void aReadByPrimaryKeyHasNoWarning() throws SQLException {
        assertThat(planned("SELECT * FROM orders WHERE id = 7")).isEmpty();
        assertThat(analyzed("SELECT * FROM orders WHERE id = 7")).isEmpty();
    }

    @Test
    void theFirstRowsOfALargeTableAreNoSequentialScanOfIt() throws SQLException {
        assertThat(planned("SELECT * FROM orders LIMIT 10")).isEmpty();
    }

    @Test
    void aLargeTableReadForFewRowsIsTold() throws SQLException {
        for (List<PlanWarning> warnings :
                List.of(
                        planned("SELECT id FROM orders WHERE state = 'new'"),
                        analyzed("SELECT id FROM orders WHERE state = 'new'"))) {
            assertThat(kinds(warnings))
                    .containsExactlyInAnyOrder(Kind.SEQUENTIAL_SCAN, Kind.FILTER_DISCARDS);
            assertThat(warnings.getFirst().node()).isEqualTo("Seq Scan on orders");
            assertThat(warnings.getFirst().evidence()).contains("50,000", "state = ?");
            assertThat(warnings.getFirst().advice()).contains("index");
        }
    }

    @Test
    void conditionsThatDependOnEachOtherGiveABadEstimate() throws SQLException {
        List<PlanWarning> warnings =
                analyzed("SELECT * FROM orders WHERE city = 'city 7' AND zip = 'zip 7'");

        assertThat(warnings)
                .filteredOn(warning -> warning.kind() == Kind.BAD_ESTIMATE)
                .singleElement()
                .satisfies(warning -> {
                    assertThat(warning.evidence()).contains("got 500");
                    assertThat(warning.advice()).contains("STATISTICS");
                });
    }

    @Test
    void aNestedLoopOverLargeInputsIsTold() throws SQLException {
        run("SET enable_hashjoin = off");
        run("SET enable_mergejoin = off");

        List<PlanWarning> warnings =
                planned("SELECT count(*) FROM fresh f JOIN orders o ON o.zip = f.id::text");

        assertThat(kinds(warnings)).contains(Kind.NESTED_LOOP);
        assertThat(warnings)
                .filteredOn(warning -> warning.kind() == Kind.NESTED_LOOP)
                .allMatch(warning -> warning.evidence().contains("times over"));
    }

    @Test
    void aSortThatSpillsIsToldAndForeseen() throws SQLException {
        run("SET work_mem = '64kB'");
        String sql = "SELECT note, name FROM orders ORDER BY name";

        assertThat(kinds(planned(sql))).contains(Kind.SPILL);
        assertThat(analyzed(sql))
                .filteredOn(warning -> warning.kind() == Kind.SPILL)
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.evidence()).contains("on disk", "work_mem is 64 KB"));
    }

    @Test
    void anIndexWhoseRowsAreFilteredAwayIsTold() throws SQLException {
        run("SET enable_seqscan = off");

        List<PlanWarning> warnings =
                analyzed(
                        "SELECT id FROM orders WHERE customer < 1000 AND state = 'new' AND note <> ''");

        assertThat(warnings)
                .filteredOn(warning -> warning.kind() == Kind.FILTER_DISCARDS)
                .singleElement()
                .satisfies(warning -> assertThat(warning.evidence()).contains("throws away"));
    }

    @Test
    void aFunctionOrCastOnAColumnIsTold() throws SQLException {
        assertThat(planned("SELECT id FROM orders WHERE lower(name) = 'name 7'"))
                .filteredOn(warning -> warning.kind() == Kind.FUNCTION_ON_COLUMN)
                .singleElement()
                .satisfies(
                        warning -> assertThat(warning.evidence()).contains("lower(orders.name)"));
        assertThat(planned("SELECT id FROM orders WHERE customer::numeric = 7.0"))
                .filteredOn(warning -> warning.kind() == Kind.FUNCTION_ON_COLUMN)
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.evidence()).contains("(orders.customer)::numeric"));
    }

    @Test
    void aTableThatWasNeverAnalysedIsTold() throws SQLException {
        assertThat(planned("SELECT * FROM fresh WHERE id = 7"))
                .filteredOn(warning -> warning.kind() == Kind.MISSING_STATISTICS)
                .singleElement()
                .satisfies(warning ->
                        assertThat(warning.advice()).isEqualTo("Run ANALYZE public.fresh."));
    }

    @Test
    void theSharesOfADrawnPlanSumToOne() throws SQLException {
        Plan plan =
                explain.analyzed(
                        connection(),
                        """
                        SELECT o.state, count(*) FROM orders o JOIN orders c ON c.id = o.customer
                        WHERE o.city = 'city 7' GROUP BY 1 ORDER BY 2 LIMIT 5
                        """,
                        List.of());

        DrawnNode drawn = PlanDrawing.draw(plan, false);

        assertThat(sum(drawn, true)).isBetween(0.999, 1.001);
        assertThat(sum(drawn, false)).isBetween(0.99, 1.01);
        assertThat(PlanDrawing.text(drawn)).contains("└─ ", "on orders o", "Filter: ", " ms)");
    }

    private static double sum(DrawnNode node, boolean cost) {
        return (cost ? node.costShare() : node.timeShare())
                + node.children().stream().mapToDouble(child -> sum(child, cost)).sum();
    }
}
