package io.headroom.postgres.index;

import io.headroom.core.Bytes;
import io.headroom.postgres.statement.Workload;
import io.headroom.postgres.statement.WorkloadStatement;
import io.headroom.test.ManualTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A table of orders with a customer whose orders are all the latest, and what a service asks of
/// it.
record Orders(DataSource database, ManualTime time) {

    static final String LATEST =
            "SELECT id, customer FROM orders WHERE created_at >= ? ORDER BY created_at LIMIT 5";
    static final String BY_STATUS = "SELECT count(*) FROM orders WHERE status = ?";
    static final String FIRST_OF_CUSTOMER =
            "SELECT * FROM orders WHERE customer = ? ORDER BY created_at LIMIT 10";
    static final String TOUCH = "UPDATE orders SET seen = seen + 1 WHERE id % 40 = ?";

    static final Duration WINDOW = Duration.ofMinutes(1);

    /// Fills a database.
    static void create(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE EXTENSION pg_stat_statements;
                    CREATE TABLE orders (
                        id         bigint PRIMARY KEY,
                        customer   integer NOT NULL,
                        status     integer NOT NULL,
                        seen       integer NOT NULL DEFAULT 0,
                        created_at timestamptz NOT NULL
                    ) WITH (fillfactor = 50, autovacuum_enabled = off);
                    INSERT INTO orders
                    SELECT i, CASE WHEN i > 38000 THEN 7 ELSE 100 + i % 3000 END, i % 1000, 0,
                           timestamptz '2026-01-01' + make_interval(mins => i)
                    FROM generate_series(1, 40000) i;
                    CREATE INDEX orders_customer ON orders (customer);
                    """);
            statement.execute("VACUUM ANALYZE orders");
        }
    }

    static IndexChangeOptions options() {
        return IndexChangeOptions.defaults()
                .withObservation(WINDOW, WINDOW.multipliedBy(10))
                .withLockTimeout(Duration.ofSeconds(20));
    }

    IndexChanges changes(IndexChangeOptions options, Workload workload) {
        return new IndexChanges(
                database,
                database,
                options,
                _ -> OptionalLong.empty(),
                workload,
                "node-1",
                time,
                System::nanoTime);
    }

    IndexChanges changes() {
        return changes(options(), List::of);
    }

    static IndexProposal index(String name, String columns, String... queryIds) {
        return index(
                name,
                "CREATE INDEX CONCURRENTLY %s ON public.orders %s".formatted(name, columns),
                List.of(queryIds));
    }

    static IndexProposal index(String name, String sql, List<String> queryIds) {
        return new IndexProposal(
                "suggestion-" + name,
                "public",
                "orders",
                name,
                sql,
                "a test",
                "high",
                0.5,
                1,
                Bytes.ofMegabytes(1),
                queryIds);
    }

    /// Runs a statement of the service.
    void run(String sql, int times, Object... values) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            for (int i = 0; i < times; i++) {
                statement.execute();
            }
        }
    }

    /// The same in a transaction that goes on until the connection is closed.
    Connection runInTransaction(String sql, int times, Object... values) throws SQLException {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            for (int i = 0; i < times; i++) {
                statement.execute();
            }
        }
        return connection;
    }

    /// The query id under which pg_stat_statements counts a statement that ran.
    String queryId(String sql) throws SQLException {
        // Numbers of the text are parameters there, too.
        return text(
                """
                SELECT queryid::text FROM pg_stat_statements
                WHERE regexp_replace(query, '\\$[0-9]+', '?', 'g') = '%s'
                      AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                """
                        .formatted(sql.replaceAll("\\b\\d+\\b", "?").replace("'", "''")));
    }

    WorkloadStatement statement(String sql, Object... values) throws SQLException {
        List<@Nullable Object> sample = Arrays.asList(values);
        return new WorkloadStatement(
                queryId(sql), numbered(sql), 100, 5, List.of("GET /orders"), List.of(sample));
    }

    private static String numbered(String sql) {
        String text = sql;
        for (int i = 1; text.indexOf('?') >= 0; i++) {
            text = text.replaceFirst("\\?", "\\$" + i);
        }
        return text;
    }

    String text(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// `valid`, `invalid` or `absent`.
    String indexState(String name) throws SQLException {
        String state =
                text(
                        "SELECT CASE WHEN indisvalid THEN 'valid' ELSE 'invalid' END FROM pg_index WHERE indexrelid = to_regclass('public."
                                + name
                                + "')");
        return state.isEmpty() ? "absent" : state;
    }

    String state(long change) throws SQLException {
        return text("SELECT state FROM headroom.headroom_index_change WHERE id = " + change);
    }

    /// Waits for what comes by itself.
    void await(String sql, String value) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        String last = text(sql);
        while (!last.equals(value)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "expected '" + value + "' from: " + sql + ", but is '" + last + "'");
            }
            TimeUnit.MILLISECONDS.sleep(20);
            last = text(sql);
        }
    }

    /// An open transaction with a snapshot, for whose end concurrent builds and drops wait.
    Connection oldTransaction() throws SQLException {
        Connection connection = database.getConnection();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.execute("SELECT id FROM orders LIMIT 1");
        }
        return connection;
    }
}
