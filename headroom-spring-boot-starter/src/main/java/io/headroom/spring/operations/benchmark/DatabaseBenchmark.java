package io.headroom.spring.operations.benchmark;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.postgres.pool.BesidePool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/// `database`: a connection out of the pool and back, a round trip, and a commit that is on disk.
///
/// Statements run on a connection beside the pool, so that they take none from callers and count
/// among nobody's statements. The commit is one of a transaction whose only change is a logical
/// message of one byte (`pg_logical_emit_message`): it writes to the log, which a commit of a
/// temporary table does not wait for (PostgreSQL's `RecordTransactionCommit`), and leaves nothing
/// behind in the database. Who decodes the log is not told of messages unless it asks for them.
final class DatabaseBenchmark implements Benchmark {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final DataSource source;

    DatabaseBenchmark(DataSource source) {
        this.source = source;
    }

    @Override
    public String type() {
        return "database";
    }

    @Override
    public String description() {
        return "A connection out of the pool and back, a round trip, and a commit that is on disk.";
    }

    @Override
    public Fixture open() throws SQLException {
        Connection connection =
                BesidePool.of(source.unwrap(HikariDataSource.class)).getConnection();
        try {
            return new Connected(source, connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static final class Connected implements Fixture {

        private final DataSource source;
        private final Connection connection;
        private final PreparedStatement select;
        private final PreparedStatement message;

        Connected(DataSource source, Connection connection) throws SQLException {
            this.source = source;
            this.connection = connection;
            connection.setAutoCommit(true);
            connection.setNetworkTimeout(Runnable::run, (int) PATIENCE.toMillis());
            try (Statement settings = connection.createStatement()) {
                settings.execute("SET application_name = 'headroom-benchmark'");
                settings.execute("SET statement_timeout = " + PATIENCE.toMillis());
                settings.execute("SET synchronous_commit = on");
            }
            this.select = connection.prepareStatement("SELECT 1");
            this.message =
                    connection.prepareStatement(
                            "SELECT pg_logical_emit_message(true, 'headroom-benchmark', 'x')");
        }

        @Override
        public List<Operation> operations() {
            return List.of(
                    Operation.of("pool-acquire", this::acquire),
                    Operation.of("round-trip", () -> first(select)),
                    Operation.of("commit", () -> first(message)));
        }

        private Object acquire() throws SQLException {
            try (Connection borrowed = source.getConnection()) {
                return borrowed;
            }
        }

        private static Object first(PreparedStatement statement) throws SQLException {
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("a statement that has one row had none");
                }
                return rows.getObject(1);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
