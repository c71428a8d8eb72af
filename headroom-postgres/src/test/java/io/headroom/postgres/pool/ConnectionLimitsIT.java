package io.headroom.postgres.pool;

import static io.headroom.postgres.pool.WatchedPool.show;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.ServerVersion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionLimitsIT {

    private static final ConnectionLimits LIMITS =
            new ConnectionLimits(
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(500),
                    Duration.ofMinutes(2),
                    "it's a shop");

    private final TestDatabase database = TestServers.newDatabase();
    private final HikariDataSource pool = new HikariDataSource();

    {
        pool.setDataSource(database.dataSource());
        pool.setMaximumPoolSize(1);
    }

    @AfterEach
    void end() {
        pool.close();
        database.close();
    }

    @Test
    void theServerEnforcesThemOnEachConnectionAfterTheOwnersStatement() throws Exception {
        pool.setConnectionInitSql("SET lc_messages = 'C'; SET work_mem = '5MB'");
        LIMITS.applyTo(pool);
        try (Connection connection = pool.getConnection()) {
            assertThat(show(connection, "statement_timeout")).isEqualTo("20s");
            assertThat(show(connection, "lock_timeout")).isEqualTo("2s");
            assertThat(show(connection, "idle_in_transaction_session_timeout")).isEqualTo("500ms");
            if (ServerVersion.major() >= 17) {
                assertThat(show(connection, "transaction_timeout")).isEqualTo("2min");
            }
            assertThat(show(connection, "application_name")).isEqualTo("it's a shop");
            assertThat(show(connection, "work_mem")).isEqualTo("5MB");
            connection.setAutoCommit(false);
            show(connection, "work_mem");
            WatchedPool.await("the server ends the idle transaction", this::sessionIsGone);
        } catch (SQLException toldWhenItIsGivenBack) {
            assertThat(toldWhenItIsGivenBack.getSQLState()).isEqualTo("25P03");
        }
    }

    private boolean sessionIsGone() throws SQLException {
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity"
                                        + " WHERE application_name = 'it''s a shop'")) {
            row.next();
            return row.getInt(1) == 0;
        }
    }

    @Test
    void theyOutliveARollbackAndLeaveANameThatTheDriverGave() throws Exception {
        pool.setAutoCommit(false);
        pool.setDataSource(null);
        pool.setJdbcUrl(database.jdbcUrl() + "?ApplicationName=given");
        pool.setUsername(database.user());
        pool.setPassword(database.password());
        LIMITS.applyTo(pool);
        try (Connection connection = pool.getConnection()) {
            connection.rollback();
            assertThat(show(connection, "lock_timeout")).isEqualTo("2s");
            assertThat(show(connection, "application_name")).isEqualTo("given");
        }
    }

    @Test
    void aSettingThatTheServerDoesNotKnowIsLeftOut() throws Exception {
        pool.setConnectionInitSql(
                LIMITS.sql().replace("transaction_timeout'", "timeout_of_the_future'"));
        try (Connection connection = pool.getConnection()) {
            assertThat(show(connection, "lock_timeout")).isEqualTo("2s");
        }
    }

    @Test
    void withoutLimitsAndNameNothingIsDone() {
        ConnectionLimits.named("").applyTo(pool);
        assertThat(pool.getConnectionInitSql()).isNull();
    }

    @Test
    void sizesAndTimeOutsAreDefaultsAndLeaveWhatIsConfigured() {
        pool.setIdleTimeout(30_000);
        PoolSettings.defaults().applyTo(pool);
        assertThat(pool.getMaximumPoolSize()).isEqualTo(1);
        assertThat(pool.getMinimumIdle()).isEqualTo(1);
        assertThat(pool.getIdleTimeout()).isEqualTo(30_000);
        assertThat(pool.getKeepaliveTime()).isEqualTo(30_000);
        HikariDataSource untouched = new HikariDataSource();
        PoolSettings.defaults().applyTo(untouched);
        assertThat(untouched.getMaximumPoolSize()).isEqualTo(20);
        assertThat(untouched.getMinimumIdle()).isEqualTo(5);
        assertThat(untouched.getIdleTimeout()).isEqualTo(10_000);
        assertThat(untouched.getConnectionTimeout()).isEqualTo(30_000);
        untouched.close();
    }

    @Test
    void nonsenseIsRefusedByItsName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new PoolSettings(5, 0, Duration.ZERO, Duration.ofSeconds(1), Duration.ZERO))
                .withMessageContaining("maximumSize");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectionLimits.named("two\nlines"))
                .withMessageContaining("applicationName");
        assertThatThrownBy(() -> new PoolOptions(Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("leakAfter");
    }
}
