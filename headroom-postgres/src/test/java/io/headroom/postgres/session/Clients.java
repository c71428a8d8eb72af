package io.headroom.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/// Sessions of a test database by application name, closed together.
final class Clients implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestDatabase database;
    private final List<Connection> open = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Clients(TestDatabase database) {
        this.database = database;
    }

    DataSource source(String application) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(database.jdbcUrl());
        source.setUser(database.user());
        source.setPassword(database.password());
        source.setApplicationName(application);
        return source;
    }

    Connection connect(String application) throws SQLException {
        Connection connection = source(application).getConnection();
        synchronized (open) {
            open.add(connection);
        }
        return connection;
    }

    Connection connect(String user, String password) throws SQLException {
        Connection connection = DriverManager.getConnection(database.jdbcUrl(), user, password);
        synchronized (open) {
            open.add(connection);
        }
        return connection;
    }

    static int pid(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Runs it on another thread; the future fails as the statement does.
    CompletableFuture<Void> start(Connection connection, String sql) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                execute(connection, sql);
                done.complete(null);
            } catch (SQLException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    /// The same, whatever becomes of it.
    void begin(Connection connection, String sql) {
        var _ = start(connection, sql);
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        database.close();
        for (Connection connection : open) {
            try {
                connection.close();
            } catch (SQLException ended) {
                // the database was dropped under it
            }
        }
    }
}
