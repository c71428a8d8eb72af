package io.headroom.postgres.advisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.headroom.postgres.plan.PlanNode;
import io.headroom.postgres.statement.WorkloadStatement;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HypoPgWhatIfIT extends WhatIfSuite {

    private static @Nullable HypoPgServer server;

    private static final IndexDefinition BY_CUSTOMER =
            IndexDefinition.btree("public", "purchase", "customer_id");
    private static final Question OF_CUSTOMER =
            Question.of("SELECT * FROM purchase WHERE customer_id = 12");

    private String database = "";

    @BeforeAll
    static void start() throws IOException, SQLException {
        server = HypoPgServer.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static HypoPgServer server() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server;
    }

    @Override
    DataSource newDatabase() throws SQLException {
        database = server().newDatabase();
        return server().dataSource(database);
    }

    @Override
    void drop() throws SQLException {
        server().drop(database);
    }

    @Override
    WhatIf open(DataSource service) throws SQLException {
        return WhatIf.hypoPg().open(service);
    }

    /// Columns are sized by their statistics, as in the sandbox; expressions by HypoPG, which takes
    /// a fifth more than the entries' bytes and no account of what a page really holds.
    @Override
    double sizeError(IndexDefinition index) {
        return index.keys().getFirst().contains("(") ? 0.3 : 0.05;
    }

    /// HypoPG plans with up to four times the real pages of an index whose equal keys PostgreSQL
    /// stores once, which is most of the cost where a plan reads the index alone.
    @Override
    double costError(double real) {
        return 0.01 + 0.4 * real;
    }

    @Test
    void anIndexOfDifferentKeysCostsWhatTheRealOneDoes() throws SQLException {
        IndexDefinition byEmail = IndexDefinition.btree("public", "customer", "email");
        Question question =
                Question.of("SELECT * FROM customer WHERE email = 'user12@example.org'");
        whatIf.define(List.of(byEmail));
        double foretold = whatIf.cost(question, List.of(byEmail));
        execute(connection, byEmail.createSql(false));
        double real = new Explainer(connection).plan(question).totalCost();
        assertThat(foretold).isCloseTo(real, within(0.01 * real));
    }

    @Test
    void theConnectionGoesBackToThePoolAsItCame() throws SQLException {
        try (HikariDataSource pool = poolOfOne()) {
            try (WhatIf lent = HypoPgWhatIf.open(pool)) {
                lent.define(List.of(BY_CUSTOMER));
                lent.cost(OF_CUSTOMER, List.of(BY_CUSTOMER));
                lent.cost(
                        Question.of("SELECT * FROM purchase WHERE customer_id = $1"),
                        List.of(BY_CUSTOMER));
                assertThatThrownBy(() ->
                                lent.plan(
                                        Question.of("SELECT FROM nowhere WHERE id = $1"),
                                        List.of(BY_CUSTOMER)))
                        .isInstanceOf(SQLException.class);
            }
            try (Connection again = pool.getConnection();
                    Statement statement = again.createStatement()) {
                assertThat(again.getAutoCommit()).isFalse();
                assertThat(number(statement, "SELECT count(*) FROM hypopg_list_indexes")).isZero();
                assertThat(
                                number(
                                        statement,
                                        "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'headroom%'"))
                        .isZero();
                for (String[] setting :
                        new String[][] {
                            {"statement_timeout", "7s"},
                            {"lock_timeout", "0"},
                            {"default_transaction_read_only", "off"},
                            {"plan_cache_mode", "force_custom_plan"}
                        }) {
                    assertThat(text(statement, "SHOW " + setting[0]))
                            .as(setting[0])
                            .isEqualTo(setting[1]);
                }
                again.rollback();
            }
        }
    }

    @Test
    void noTransactionIsLeftOpenBetweenPlans() throws SQLException {
        try (HikariDataSource pool = poolOfOne();
                WhatIf lent = HypoPgWhatIf.open(pool);
                Statement statement = connection.createStatement()) {
            lent.define(List.of(BY_CUSTOMER));
            lent.cost(OF_CUSTOMER, List.of(BY_CUSTOMER));
            assertThat(
                            text(
                                    statement,
                                    "SELECT state FROM pg_stat_activity WHERE application_name = 'lent'"))
                    .isEqualTo("idle");
        }
    }

    @Test
    void theAdvisorGetsByWithOneConnection() throws SQLException {
        try (HikariDataSource pool = poolOfOne()) {
            assertThat(advise(pool).suggestions()).isNotEmpty();
        }
    }

    private HikariDataSource poolOfOne() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(service());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(1_000);
        config.setAutoCommit(false);
        config.setConnectionInitSql(
                "SET application_name = 'lent'; SET statement_timeout = '7s'; SET plan_cache_mode = force_custom_plan");
        config.setIsolateInternalQueries(true);
        return new HikariDataSource(config);
    }

    @Test
    void planningThatTakesTooLongIsEndedByTheServer() throws SQLException {
        execute(
                connection,
                """
                CREATE FUNCTION slow() RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
                BEGIN
                    PERFORM pg_sleep(60);
                    RETURN 1;
                END $$
                """);
        try (WhatIf hasty = HypoPgWhatIf.open(service(), Duration.ofMillis(300))) {
            hasty.define(List.of(BY_CUSTOMER));
            assertThatThrownBy(() ->
                            hasty.plan(
                                    Question.of("SELECT * FROM customer WHERE id = slow()"),
                                    List.of(BY_CUSTOMER)))
                    .asInstanceOf(InstanceOfAssertFactories.type(SQLException.class))
                    .extracting(SQLException::getSQLState)
                    .isEqualTo("57014");
            assertThat(hasty.plan(OF_CUSTOMER, List.of(BY_CUSTOMER)).nodes().map(PlanNode::index))
                    .anyMatch(index -> BY_CUSTOMER.equals(hasty.behind(index)));
        }
    }

    @Test
    void whatPlanningCallsCannotWrite() throws SQLException {
        execute(connection, "CREATE SEQUENCE written");
        execute(
                connection,
                "CREATE FUNCTION writes() RETURNS bigint LANGUAGE sql IMMUTABLE AS $$SELECT nextval('written')$$");
        assertThatThrownBy(() ->
                        whatIf.plan(
                                Question.of("SELECT * FROM customer WHERE id = writes()"),
                                List.of()))
                .asInstanceOf(InstanceOfAssertFactories.type(SQLException.class))
                .extracting(SQLException::getSQLState)
                .isEqualTo("25006");
        assertThat(whatIf.cost(Question.of("UPDATE customer SET city = 'x'"), List.of()))
                .isPositive();
    }

    @Test
    void aPlanDoesNotQueueBehindALockForLong() throws SQLException {
        connection.setAutoCommit(false);
        execute(connection, "LOCK TABLE customer IN ACCESS EXCLUSIVE MODE");
        assertThatThrownBy(() -> whatIf.plan(Question.of("SELECT * FROM customer"), List.of()))
                .asInstanceOf(InstanceOfAssertFactories.type(SQLException.class))
                .extracting(SQLException::getSQLState)
                .isEqualTo("55P03");
        connection.rollback();
        connection.setAutoCommit(true);
        assertThat(whatIf.cost(Question.of("SELECT * FROM customer"), List.of())).isPositive();
    }

    @Test
    void aSessionThatEndedIsNotTakenForCandidatesThatAreRefused() throws SQLException {
        execute(
                connection,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        assertThatThrownBy(() -> whatIf.define(List.of(BY_CUSTOMER)))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void theExtensionMayLieOutsideTheSearchPath() throws SQLException {
        whatIf.close();
        execute(connection, "DROP EXTENSION hypopg");
        execute(connection, "CREATE SCHEMA \"Add Ons\"");
        execute(connection, "CREATE EXTENSION hypopg SCHEMA \"Add Ons\"");
        try (WhatIf elsewhere = HypoPgWhatIf.open(service())) {
            assertThat(elsewhere.define(List.of(BY_CUSTOMER))).containsOnlyKeys(BY_CUSTOMER);
            assertThat(elsewhere.cost(OF_CUSTOMER, List.of(BY_CUSTOMER))).isLessThan(200);
        }
    }

    @Test
    void theAdvisorFindsWhatAWorkloadLacks() throws SQLException {
        execute(connection, "SELECT pg_stat_statements_reset()");
        Advice advice = advise(service());
        assertThat(advice.suggestions())
                .extracting(suggestion -> suggestion.index().keys().getFirst())
                .containsExactlyInAnyOrder("customer_id", "lower(email)", "placed_on");
        assertThat(advice.suggestions())
                .allMatch(IndexSuggestion::verified)
                .allMatch(suggestion -> suggestion.savingShare() > 0);
        assertThat(advice.savingShare()).isGreaterThan(0.85);
        try (Statement statement = connection.createStatement()) {
            assertThat(
                            text(
                                    statement,
                                    """
                                    SELECT coalesce(string_agg(query, '; '), '') FROM pg_stat_statements
                                    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                                      AND query NOT LIKE '%/* headroom */%'
                                      AND query NOT LIKE '%pg_stat_statements%'
                                      AND query !~ '^(SET|BEGIN|COMMIT)'
                                    """))
                    .as("what would be taken for the service's own statements")
                    .isEmpty();
            for (IndexSuggestion suggestion : advice.suggestions()) {
                statement.execute(suggestion.index().createSql(true));
            }
            statement.execute("ANALYZE");
        }
        assertThat(advise(service()).suggestions()).isEmpty();
    }

    private static Advice advise(DataSource database) throws SQLException {
        List<WorkloadStatement> workload =
                List.of(
                        statement(
                                "1",
                                "SELECT * FROM purchase WHERE customer_id = $1 ORDER BY placed_on DESC LIMIT $2",
                                5_000,
                                12,
                                List.of(12, 20)),
                        statement(
                                "2",
                                "SELECT id FROM customer WHERE lower(email) = $1",
                                2_000,
                                8,
                                List.of("user12@example.org")),
                        statement(
                                "3",
                                "SELECT * FROM purchase WHERE id = $1",
                                100_000,
                                0.02,
                                List.of(12L)),
                        statement(
                                "4",
                                "SELECT state, sum(amount) FROM purchase WHERE placed_on BETWEEN $1 AND $2 GROUP BY state",
                                20,
                                40,
                                List.of("2026-03-01", "2026-03-02")));
        return ExtendAdvisor.withHypoPg(database, AdvisorOptions.defaults(), System::nanoTime)
                .suggest(() -> workload, Budget.standard());
    }

    private static WorkloadStatement statement(
            String id, String sql, double calls, double millis, List<@Nullable Object> sample) {
        return new WorkloadStatement(
                id, sql, calls, millis, List.of("GET /orders"), List.of(sample));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
