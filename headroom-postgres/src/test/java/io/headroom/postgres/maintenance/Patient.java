package io.headroom.postgres.maintenance;

import io.headroom.core.Bytes;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import io.headroom.embedded.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.sql.DataSource;

/// A database to make ill, on a server whose autovacuum is on and never comes.
final class Patient implements AutoCloseable {

    private static final String COUNTED = "SELECT pg_stat_force_next_flush()";

    /// Before PostgreSQL 15 a process of its own counts. A session tells it at most each half
    /// second, and not in order: so each statement has to be told before the next. What is read may
    /// be half a second old.
    private static final String TOLD = "SELECT pg_sleep(0.6)";

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static final class Server {
        static final EmbeddedPostgres SHARED =
                EmbeddedPostgres.start(
                        PostgresOptions.temporary()
                                .withSetting("autovacuum_naptime", "1d")
                                .withSetting("max_prepared_transactions", "5")
                                .withSetting("track_commit_timestamp", "on"),
                        TestServers.postgresPrograms());

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SHARED::close, "close-patients"));
        }
    }

    private final String name = "patient_" + NUMBER.incrementAndGet();
    final DataSource dataSource;

    Patient() {
        try (Connection connection = server().dataSource("postgres").getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE template0");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        dataSource = server().dataSource(name);
    }

    static EmbeddedPostgres server() {
        return Server.SHARED;
    }

    String name() {
        return name;
    }

    /// Each statement in a transaction of its own; counters are told of all when this returns.
    void run(String... statements) throws SQLException {
        boolean atOnce = server().majorVersion() >= 15;
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
                statement.execute(atOnce ? COUNTED : TOLD);
            }
            if (!atOnce) {
                statement.execute(TOLD);
            }
        }
    }

    double number(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        }
    }

    Inspection inspect() {
        return inspect(InspectionOptions.defaults());
    }

    Inspection inspect(InspectionOptions options) {
        return new Inspector(dataSource, options, InstantSource.system()).inspect();
    }

    List<String> subjects(FindingKind kind) {
        return inspect().of(kind).stream().map(Finding::subject).toList();
    }

    /// Inspects until something is so.
    Inspection await(InspectionOptions options, Predicate<Inspection> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Inspection inspection = inspect(options);
            if (condition.test(inspection)) {
                return inspection;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it never came true; the last: " + inspection);
            }
        }
    }

    /// Defaults but for what tests cannot wait for.
    static InspectionOptions options(Duration heldFor, Duration unusedFor) {
        InspectionOptions defaults = InspectionOptions.defaults();
        return new InspectionOptions(
                defaults.minWaste(),
                defaults.tableBloatShare(),
                defaults.indexBloatShare(),
                defaults.measureUpTo(),
                heldFor,
                defaults.heldTransactions(),
                defaults.freezeAgeTimes(),
                unusedFor,
                defaults.timeout());
    }

    static InspectionOptions bloat(Bytes minWaste, double share) {
        InspectionOptions defaults = InspectionOptions.defaults();
        return new InspectionOptions(
                minWaste,
                share,
                share,
                defaults.measureUpTo(),
                defaults.heldFor(),
                defaults.heldTransactions(),
                defaults.freezeAgeTimes(),
                defaults.unusedFor(),
                defaults.timeout());
    }

    @Override
    public void close() {
        try (Connection connection = server().dataSource("postgres").getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + name + " WITH (FORCE)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
