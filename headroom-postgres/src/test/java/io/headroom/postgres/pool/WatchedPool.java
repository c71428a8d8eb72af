package io.headroom.postgres.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.postgres.RouteScope;
import io.headroom.postgres.jdbc.Borrows;
import io.headroom.postgres.jdbc.ObservedDataSource;
import io.headroom.postgres.jdbc.Observers;
import io.headroom.postgres.session.SessionOptions;
import io.headroom.postgres.session.SessionTermination;
import io.headroom.postgres.session.SessionWatch;
import io.headroom.postgres.session.TerminationOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;

/// A pool called `shop` with everything that watches it; endpoints are the thread's.
final class WatchedPool implements AutoCloseable {

    static final ThreadLocal<String> ENDPOINT = ThreadLocal.withInitial(() -> "");
    static final Duration SHORT = Duration.ofMillis(300);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final HikariDataSource pool = new HikariDataSource();
    final Borrows borrows;
    final SessionWatch sessions;
    final PoolWatch watch;
    final DatabaseWatch rounds;
    final ObservedDataSource source;

    WatchedPool(String url, String user, String password, int size, int placeOfEvery) {
        pool.setPoolName("shop");
        pool.setJdbcUrl(url);
        pool.setUsername(user);
        pool.setPassword(password);
        pool.setMaximumPoolSize(size);
        pool.setMinimumIdle(Math.min(2, size));
        pool.setConnectionTimeout(1_000);
        pool.addDataSourceProperty("ApplicationName", "shop");
        borrows = new Borrows(placeOfEvery);
        sessions =
                new SessionWatch(
                        BesidePool.of(pool),
                        "",
                        new SessionOptions(SHORT, SHORT, Duration.ofHours(1)),
                        borrows,
                        InstantSource.system());
        watch =
                new PoolWatch(
                        "shop",
                        pool,
                        borrows,
                        new PoolOptions(SHORT, SHORT),
                        InstantSource.system(),
                        System::nanoTime);
        source =
                new ObservedDataSource(
                        "shop",
                        pool,
                        () ->
                                new Observers(
                                        new RouteScope(ENDPOINT::get),
                                        List.of(watch, sessions.deadlocks()),
                                        List.of(borrows, watch)),
                        System::nanoTime);
        rounds =
                new DatabaseWatch(
                        watch,
                        sessions,
                        new SessionTermination(
                                sessions, TerminationOptions.defaults(), InstantSource.system()),
                        Duration.ofMillis(500),
                        System::nanoTime);
    }

    void look() {
        sessions.collect();
        watch.collect(sessions.latest());
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String show(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
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
        rounds.close();
        pool.close();
    }
}
