package io.headroom.postgres.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.ServerVersion;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExplainIT {

    private final TestDatabase database = TestServers.newDatabase();
    private final Explain explain = new Explain(ExplainLimits.defaults());

    @BeforeEach
    void createTables() throws SQLException {
        run(
                """
                CREATE TABLE items (id int PRIMARY KEY, name text, made timestamptz, key uuid,
                                    price numeric, tags text[], day date);
                INSERT INTO items SELECT i, 'item ' || i, now(), gen_random_uuid(), i, '{}', now()
                  FROM generate_series(1, 1000) i;
                ANALYZE items\
                """);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private String run(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private Plan generic(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return explain.generic(connection, sql, List.of());
        }
    }

    private Plan sampled(String sql, @Nullable Object... values) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            return explain.sampled(connection, sql, Arrays.asList(values));
        }
    }

    @Test
    void aTextWithParametersHasAGenericPlan() throws SQLException {
        Plan plan = generic("SELECT name FROM items WHERE id = $1 AND made > date $2;");

        assertThat(plan.root().text("Index Cond")).contains("$1");
        assertThat(plan.root().text("Filter")).contains("$2");
        assertThat(plan.queryId().isEmpty()).isEqualTo(ServerVersion.major() < 14);
    }

    @Test
    void aStatementThatWritesIsPlannedAndNotRun() throws SQLException {
        assertThat(generic("DELETE FROM items WHERE id > $1").root().type())
                .isEqualTo("ModifyTable");
        assertThat(generic("INSERT INTO items (id) VALUES ($1)").shape()).contains("Insert");
        assertThat(run("SELECT count(*) FROM items")).isEqualTo("1000");
    }

    @Test
    void valuesOfAnyTypeAreGivenAsTheDriverGivesThem() throws SQLException {
        assertThat(sampled("SELECT 1 FROM items WHERE id = $1", 7L).root().index())
                .isEqualTo("items_pkey");
        assertThat(sampled("SELECT 1 FROM items WHERE id = $1", BigDecimal.ONE).root().type())
                .isEqualTo("Seq Scan");
        assertThat(
                        sampled(
                                        """
                                        SELECT 1 FROM items WHERE name = $1 AND made < $2 AND key = $3
                                          AND price > $4 AND tags && $5::text[] AND day = $6
                                        """,
                                        "it's",
                                        Instant.EPOCH,
                                        new UUID(1, 2),
                                        BigDecimal.TEN,
                                        new String[] {"a\"b", "c"},
                                        LocalDate.EPOCH)
                                .shape())
                .isEqualTo("Seq Scan{items}");
    }

    @Test
    void anAnalyzedStatementMayNotWrite() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            assertThat(explain.analyzed(connection, "SELECT * FROM items", List.of()).isAnalyzed())
                    .isTrue();
            assertThatThrownBy(() -> explain.analyzed(connection, "DELETE FROM items", List.of()))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).isEqualTo("25006"));
            assertThat(connection.getAutoCommit()).isTrue();
        }
        assertThat(run("SELECT count(*) FROM items")).isEqualTo("1000");
    }

    @Test
    void nothingStaysInTheSession() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            explain.generic(connection, "SELECT $1::int", List.of());
            assertThatThrownBy(
                            () -> explain.generic(connection, "SELECT * FROM nowhere", List.of()))
                    .isInstanceOf(SQLException.class);
            explain.generic(connection, "SELECT $1::int", List.of());
            for (String left :
                    List.of(
                            "SELECT count(*) FROM pg_prepared_statements WHERE from_sql",
                            "SELECT count(*) FROM pg_settings WHERE name IN ('lock_timeout',"
                                    + " 'statement_timeout') AND setting <> '0'")) {
                try (ResultSet row = statement.executeQuery(left)) {
                    row.next();
                    assertThat(row.getInt(1)).isZero();
                }
            }
        }
    }

    @Test
    void severalStatementsAreRefused() {
        assertThatThrownBy(() -> generic("SELECT 1; DROP TABLE items"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLockIsNotWaitedForLong() throws SQLException {
        try (Connection holder = database.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE items IN ACCESS EXCLUSIVE MODE");
            assertThatThrownBy(() -> generic("SELECT * FROM items"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refused -> assertThat(refused.getSQLState()).isEqualTo("55P03"));
            holder.rollback();
        }
    }
}
