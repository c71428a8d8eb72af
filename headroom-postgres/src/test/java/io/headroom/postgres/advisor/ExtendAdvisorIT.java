package io.headroom.postgres.advisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.core.Bytes;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.ServerVersion;
import io.headroom.postgres.statement.WorkloadStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExtendAdvisorIT {

    private static final WorkloadStatement BY_CUSTOMER =
            statement(
                    "1",
                    "SELECT * FROM purchase WHERE customer_id = $1 ORDER BY placed_on DESC LIMIT $2",
                    5_000,
                    12,
                    List.of(List.of(12, 20), List.of(4711, 20)));
    private static final WorkloadStatement BY_EMAIL =
            statement(
                    "2",
                    "SELECT id FROM customer WHERE lower(email) = $1",
                    2_000,
                    8,
                    List.of(List.of("user12@example.org")));
    private static final WorkloadStatement BY_ID =
            statement("3", "SELECT * FROM purchase WHERE id = $1", 100_000, 0.02, List.of());
    private static final WorkloadStatement REPORT =
            statement(
                    "4",
                    "SELECT state, sum(amount) FROM purchase WHERE placed_on BETWEEN $1 AND $2 GROUP BY state",
                    20,
                    40,
                    List.of(List.of("2026-03-01", "2026-03-02")));

    private final TestDatabase database = TestServers.newDatabase("advisor", WhatIfSuite::fill);
    private Connection connection;

    @BeforeAll
    static void requireStatisticsThatCanBeRestored() {
        ServerVersion.assumeAtLeast(
                18, "the sandbox restores statistics (pg_restore_attribute_stats)");
    }

    @BeforeEach
    void open() throws SQLException {
        connection = database.dataSource().getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void whatIsMissingIsFoundTriedAndExplained() throws SQLException {
        Advice advice = advise(BY_CUSTOMER, BY_EMAIL, BY_ID, REPORT);
        assertThat(advice.suggestions())
                .extracting(s -> s.index().keys().getFirst())
                .containsExactlyInAnyOrder("customer_id", "lower(email)", "placed_on");
        IndexSuggestion first = suggestion(advice, "customer_id");
        assertThat(first.index().keys()).startsWith("customer_id");
        assertThat(first.verified()).isTrue();
        assertThat(first.confidence()).isEqualTo("high");
        assertThat(first.queryIds()).startsWith("1");
        assertThat(first.savingShare()).isBetween(0.6, 0.8);
        assertThat(first.reason())
                .contains("SELECT * FROM purchase WHERE customer_id = $1", "GET /orders")
                .doesNotContain("4711");
        assertThat(first.size()).isGreaterThan(Bytes.ofKilobytes(500));
        assertThat(advice.savingShare()).isGreaterThan(0.85);
        assertThat(advice.suggestions())
                .extracting(IndexSuggestion::savingShare)
                .allMatch(share -> share > 0);
    }

    @Test
    void appliedAdviceIsNotGivenAgainAndDoesWhatItSaid() throws SQLException {
        Advice advice = advise(BY_CUSTOMER, BY_EMAIL, REPORT);
        try (Statement statement = connection.createStatement()) {
            for (IndexSuggestion suggestion : advice.suggestions()) {
                statement.execute(suggestion.index().createSql(true));
            }
            statement.execute("ANALYZE");
        }
        assertThat(advise(BY_CUSTOMER, BY_EMAIL, REPORT).suggestions()).isEmpty();
        assertThat(
                        new Explainer(connection)
                                .plan(Question.of(BY_CUSTOMER.sql()).with(List.of(12, 20)))
                                .totalCost())
                .isLessThan(200);
    }

    @Test
    void aServedStatementNeedsNothing() throws SQLException {
        assertThat(advise(BY_ID).suggestions()).isEmpty();
    }

    @Test
    void anIndexOnAColumnOfHeapOnlyUpdatesIsRefused() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE customer SET (fillfactor = 50)");
            statement.execute("VACUUM FULL customer");
            statement.execute("UPDATE customer SET city = 'x' WHERE id % 3 = 0");
            statement.execute("UPDATE customer SET city = 'y' WHERE id % 3 = 1");
            statement.execute("ANALYZE customer");
            statement.execute("SELECT pg_stat_force_next_flush()");
        }
        WorkloadStatement reads =
                statement("5", "SELECT count(*) FROM customer WHERE city = $1", 100, 5, List.of());
        WorkloadStatement updates =
                statement(
                        "6", "UPDATE customer SET city = $1 WHERE id = $2", 50_000, 0.1, List.of());
        Advice advice = advise(reads, updates);
        assertThat(advice.suggestions()).isEmpty();
        assertThat(advice.vetoed()).as(advice.toString()).isNotEmpty();
        assertThat(advice.vetoed().getFirst().index().keys()).contains("city");
        assertThat(advice.vetoed().getFirst().reason()).contains("city", "heap-only");
        assertThat(advise(reads).suggestions()).isNotEmpty();
    }

    @Test
    void whatCannotBePlannedIsNoted() throws SQLException {
        WorkloadStatement broken =
                statement("7", "SELECT * FROM gone WHERE secret = 'hush'", 10, 10, List.of());
        Advice advice = advise(broken, BY_EMAIL);
        assertThat(advice.suggestions()).hasSize(1);
        assertThat(advice.notes())
                .anyMatch(note -> note.contains("statement 7 cannot be planned (SQLState 42P01)"))
                .noneMatch(note -> note.contains("hush"));
    }

    @Test
    void whatNoIndexCouldServeMakesTheRestNoSmaller() throws SQLException {
        WorkloadStatement everything =
                statement("11", "SELECT count(note) FROM purchase", 30, 1_000, List.of());
        WorkloadStatement rare =
                statement(
                        "12",
                        "SELECT sum(amount) FROM purchase WHERE customer_id = $1",
                        10,
                        10,
                        List.of(List.of(12)));
        Advice advice = advise(everything, rare);
        assertThat(suggestion(advice, "customer_id").savingShare()).isBetween(0.002, 0.004);
    }

    @Test
    void aListedStateMakesAPartialIndex() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE listing AS SELECT i AS id, i % 997 AS rating, i % 20 > 0 AS active,"
                            + " CASE WHEN i % 50 = 0 THEN now() END AS deleted_at"
                            + " FROM generate_series(1, 100000) i");
            statement.execute("VACUUM ANALYZE listing");
        }
        WorkloadStatement list =
                statement(
                        "13",
                        "SELECT id FROM listing WHERE active AND deleted_at IS NULL"
                                + " ORDER BY rating DESC, id DESC LIMIT $1",
                        100,
                        40,
                        List.of(List.of(20)));
        IndexSuggestion suggested = advise(list).suggestions().getFirst();
        assertThat(suggested.index().keys()).startsWith("rating");
        assertThat(suggested.index().predicate()).isEqualTo("active AND deleted_at IS NULL");
        assertThat(advise(list).suggestions()).hasSize(1);
    }

    @Test
    void aPartialCopyOfAnIndexOfNearlyTheSameRowsIsNotSuggested() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE listing AS SELECT i AS id, i % 20 > 0 AS active, repeat('x', 200) AS text"
                            + " FROM generate_series(1, 100000) i");
            statement.execute("CREATE INDEX listing_id ON listing (id)");
            // All rows are looked at: a sample may say that NOT active is common enough.
            statement.execute("SET default_statistics_target = 400");
            statement.execute("VACUUM ANALYZE listing");
            statement.execute("RESET default_statistics_target");
        }
        String ordered = "SELECT id FROM listing WHERE %s ORDER BY id LIMIT 5000";
        WorkloadStatement most =
                statement("14", ordered.formatted("active"), 100, 40, List.of(List.of()));
        WorkloadStatement few =
                statement("15", ordered.formatted("NOT active"), 100, 40, List.of(List.of()));

        Advice advice = advise(most, few);

        assertThat(advice.suggestions())
                .extracting(suggestion -> suggestion.index().predicate())
                .containsExactly("NOT active");
    }

    @Test
    void anArrayIsPlannedByTheTypeThatTheServiceBound() throws SQLException {
        WorkloadStatement list =
                new WorkloadStatement(
                        "9",
                        """
                        SELECT p.amount FROM unnest($1) WITH ORDINALITY AS asked(id, place)
                        JOIN purchase p ON p.customer_id = asked.id ORDER BY asked.place
                        """,
                        List.of("bigint[]"),
                        100,
                        50,
                        List.of(),
                        List.of());
        Advice advice = advise(list);
        assertThat(advice.notes()).noneMatch(note -> note.contains("cannot be planned"));
        assertThat(suggestion(advice, "customer_id").queryIds()).containsExactly("9");
    }

    @Test
    void typesThatTheServerDoesNotTakeAreLeftToIt() throws SQLException {
        WorkloadStatement sent =
                new WorkloadStatement(
                        "10",
                        "SELECT sum(amount) FROM purchase WHERE placed_on = $1",
                        List.of("varchar"),
                        100,
                        50,
                        List.of(),
                        List.of(List.of("2026-03-01")));
        assertThat(advise(sent).suggestions())
                .extracting(s -> s.index().keys().getFirst())
                .containsExactly("placed_on");
    }

    @Test
    void patternsGetATrigramIndexByRuleOnly() throws SQLException {
        WorkloadStatement pattern =
                statement(
                        "8",
                        "SELECT id FROM purchase WHERE note ILIKE $1",
                        100,
                        50,
                        List.of(List.of("%12%")));
        Advice advice = advise(pattern);
        assertThat(advice.suggestions()).hasSize(1);
        IndexSuggestion suggestion = advice.suggestions().getFirst();
        assertThat(suggestion.verified()).isFalse();
        assertThat(suggestion.confidence()).isEqualTo("low");
        assertThat(suggestion.index().createSql(true)).contains("USING gin (note gin_trgm_ops)");
        assertThat(suggestion.reason()).contains("pg_trgm");
    }

    @Test
    void theBudgetHolds() throws SQLException {
        Bytes most = Bytes.ofMegabytes(3);
        Advice advice =
                advisor()
                        .suggest(
                                () -> List.of(BY_CUSTOMER, BY_EMAIL, REPORT),
                                Budget.ofStorage(most));
        assertThat(advice.size()).isLessThanOrEqualTo(most);
        assertThat(advice.suggestions()).isNotEmpty();
    }

    @Test
    void aWorkloadOfNothingGivesNothing() throws SQLException {
        assertThat(advise().suggestions()).isEmpty();
    }

    private Advice advise(WorkloadStatement... statements) throws SQLException {
        return advisor().suggest(() -> List.of(statements), Budget.standard());
    }

    private IndexAdvisor advisor() {
        return ExtendAdvisor.inSandbox(
                database.dataSource(),
                SandboxWhatIfIT.SERVER,
                AdvisorOptions.defaults(),
                System::nanoTime);
    }

    private static IndexSuggestion suggestion(Advice advice, String firstKey) {
        return advice.suggestions().stream()
                .filter(s -> s.index().keys().getFirst().equals(firstKey))
                .findFirst()
                .orElseThrow();
    }

    private static WorkloadStatement statement(
            String id,
            String sql,
            double calls,
            double millis,
            List<List<@Nullable Object>> samples) {
        return new WorkloadStatement(id, sql, calls, millis, List.of("GET /orders"), samples);
    }
}
