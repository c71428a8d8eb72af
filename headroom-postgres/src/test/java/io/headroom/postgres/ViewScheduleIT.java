package io.headroom.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.core.Backoff;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import io.headroom.embedded.TestServers;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewScheduleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    // Of its own, since one of the tests kills it.
    private final EmbeddedPostgres server =
            EmbeddedPostgres.start(PostgresOptions.temporary(), TestServers.postgresPrograms());
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
    private final RandomGenerator random = RandomGeneratorFactory.getDefault().create(42);

    @BeforeEach
    void createView() throws Exception {
        try (InputStream ddl =
                ViewRefresher.class.getResourceAsStream("headroom_view_refresh.sql")) {
            assertThat(ddl).isNotNull();
            execute(new String(ddl.readAllBytes(), StandardCharsets.UTF_8));
        }
        execute(
                "CREATE SEQUENCE refreshes; CREATE TABLE base (n integer); INSERT INTO base VALUES (1)");
        execute(
                "CREATE MATERIALIZED VIEW counted AS SELECT n, nextval('refreshes') AS at FROM base"
                        + " WITH NO DATA; CREATE UNIQUE INDEX ON counted (n)");
    }

    @AfterEach
    void end() {
        executor.shutdownNow();
        server.close();
    }

    @Test
    void aViewIsRefreshedAtIntervalsUntilTheScheduleIsClosed() throws Exception {
        try (ViewSchedule schedule = schedule(Duration.ofMillis(50))) {
            schedule.start();
            schedule.start();
            awaitRefreshes(3);
        }
        executor.shutdown();
        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS))
                .as("nothing is planned any more")
                .isTrue();
    }

    @Test
    void failuresAreTriedAgainUntilTheyHeal() throws Exception {
        try (ViewSchedule schedule = schedule(Duration.ofMillis(50))) {
            schedule.start();
            awaitRefreshes(1);
            execute("ALTER MATERIALIZED VIEW counted RENAME TO away");
            awaitFailures(2);
            execute("ALTER MATERIALIZED VIEW away RENAME TO counted");
            awaitRefreshes(refreshes() + 2);
        }
    }

    @Test
    void aKilledServerIsSurvived() throws Exception {
        try (ViewSchedule schedule = schedule(Duration.ofMillis(50))) {
            schedule.start();
            awaitRefreshes(1);
            server.kill();
            server.onExit().get(20, TimeUnit.SECONDS);
            server.restart();
            awaitRefreshes(refreshes() + 2);
        }
    }

    private ViewSchedule schedule(Duration interval) {
        ViewRefresher refresher =
                new ViewRefresher(
                        server.dataSource(),
                        List.of(new MaterializedView("counted", interval)),
                        RefreshLimits.defaults(),
                        InstantSource.system());
        return new ViewSchedule(
                refresher,
                executor,
                new Backoff(Duration.ofMillis(10), Duration.ofMillis(100)),
                random);
    }

    private void awaitRefreshes(long count) throws SQLException {
        await("SELECT last_value FROM refreshes WHERE is_called", count);
    }

    private long refreshes() throws SQLException {
        return number("SELECT last_value FROM refreshes");
    }

    private void awaitFailures(long count) throws SQLException {
        await("SELECT failures FROM headroom_view_refresh", count);
    }

    private void await(String sql, long count) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (number(sql) < count) {
            assertThat(System.nanoTime()).as(sql + " reached " + count).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : -1;
        }
    }
}
