package io.headroom.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headroom.core.Bytes;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.RefreshOutcome.Failed;
import io.headroom.postgres.RefreshOutcome.Refreshed;
import io.headroom.postgres.RefreshOutcome.SkippedFresh;
import io.headroom.postgres.RefreshOutcome.SkippedLocked;
import io.headroom.test.ManualTime;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class ViewRefresherIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestDatabase database = TestServers.newDatabase();
    private final ManualTime time = new ManualTime();
    private final ExecutorService nodes = Executors.newCachedThreadPool();
    private final ViewRefresher refresher = refresher(RefreshLimits.defaults());

    @BeforeEach
    void createViews() throws Exception {
        try (InputStream ddl =
                ViewRefresher.class.getResourceAsStream("headroom_view_refresh.sql")) {
            assertThat(ddl).isNotNull();
            execute(new String(ddl.readAllBytes(), StandardCharsets.UTF_8));
        }
        execute(
                """
                CREATE TABLE sale (id integer PRIMARY KEY, amount integer NOT NULL);
                INSERT INTO sale VALUES (1, 10);
                CREATE TABLE copied (total bigint NOT NULL);
                CREATE TABLE gate (open boolean NOT NULL);
                CREATE FUNCTION passed() RETURNS boolean LANGUAGE plpgsql AS $$
                BEGIN
                    -- Stops a refresh in its middle for as long as a test holds this lock.
                    PERFORM pg_advisory_xact_lock_shared(7);
                    RETURN true;
                END $$;
                CREATE MATERIALIZED VIEW total AS
                SELECT 1 AS one, sum(amount) AS total FROM sale WHERE public.passed() WITH NO DATA;
                CREATE UNIQUE INDEX total_one ON total (one);
                """);
    }

    @AfterEach
    void end() {
        nodes.shutdownNow();
        database.close();
    }

    @Test
    void aViewThatWasNeverFilledIsFilledAndLaterRefreshedConcurrently() throws SQLException {
        assertThat(refresher.refreshIfDue("total")).isInstanceOf(Refreshed.class);
        assertThat(number("SELECT total FROM total")).isEqualTo(10);
        execute("INSERT INTO sale VALUES (2, 5)");
        time.advance(HOUR);
        assertThat(refresher.refreshIfDue("total")).isInstanceOf(Refreshed.class);
        assertThat(number("SELECT total FROM total")).isEqualTo(15);
    }

    @Test
    void aViewThatAnotherNodeRefreshedWithinItsIntervalIsLeft() {
        refresher.refreshIfDue("total");
        time.advance(Duration.ofMinutes(20));
        assertThat(refresher(RefreshLimits.defaults()).refreshIfDue("total"))
                .isEqualTo(new SkippedFresh(Duration.ofMinutes(40)));
        assertThat(refresher.refreshNow("total")).isInstanceOf(Refreshed.class);
    }

    @Test
    void twoNodesAtOnceRefreshOnce() throws Exception {
        refresher.refreshNow("total");
        time.advance(HOUR);
        try (Connection gate = lock()) {
            Future<RefreshOutcome> first = nodes.submit(() -> refresher.refreshIfDue("total"));
            awaitStoppedRefresh();
            assertThat(refresher(RefreshLimits.defaults()).refreshIfDue("total"))
                    .isEqualTo(new SkippedLocked());
            gate.rollback();
            assertThat(first.get()).isInstanceOf(Refreshed.class);
        }
        assertThat(refresher.refreshIfDue("total")).isInstanceOf(SkippedFresh.class);
    }

    @Test
    void manyNodesAtOnceRefreshOnce() throws Exception {
        List<Callable<RefreshOutcome>> calls =
                Collections.nCopies(
                        8, () -> refresher(RefreshLimits.defaults()).refreshIfDue("total"));
        int refreshed = 0;
        for (Future<RefreshOutcome> outcome : nodes.invokeAll(calls)) {
            assertThat(outcome.get()).isNotInstanceOf(Failed.class);
            refreshed += outcome.get() instanceof Refreshed ? 1 : 0;
        }
        assertThat(refreshed).isEqualTo(1);
    }

    @Test
    void readersSeeTheOldContentWhileItIsRefreshed() throws Exception {
        refresher.refreshNow("total");
        execute("INSERT INTO sale VALUES (2, 5)");
        try (Connection gate = lock()) {
            Future<RefreshOutcome> refresh = nodes.submit(() -> refresher.refreshNow("total"));
            awaitStoppedRefresh();
            assertThat(number("SELECT total FROM total")).isEqualTo(10);
            gate.rollback();
            assertThat(refresh.get()).isInstanceOf(Refreshed.class);
        }
        assertThat(number("SELECT total FROM total")).isEqualTo(15);
    }

    @Test
    void whatIsDoneAfterwardsIsSeenWithTheViewOrNotAtAll() throws SQLException {
        MaterializedView copying =
                new MaterializedView(
                        "total", HOUR, List.of("INSERT INTO copied SELECT total FROM total"));
        MaterializedView breaking =
                new MaterializedView("total", HOUR, List.of("INSERT INTO copied VALUES (NULL)"));
        assertThat(refresher(copying).refreshNow("total")).isInstanceOf(Refreshed.class);
        assertThat(number("SELECT total FROM copied")).isEqualTo(10);
        execute("INSERT INTO sale VALUES (2, 5)");
        assertThat(refresher(breaking).refreshNow("total")).isInstanceOf(Failed.class);
        assertThat(number("SELECT total FROM total")).isEqualTo(10);
    }

    @Test
    void aFailureIsRecordedForAllNodesAndHeals() throws SQLException {
        execute(
                "CREATE OR REPLACE FUNCTION passed() RETURNS boolean AS 'SELECT 1/0 = 1' LANGUAGE sql");
        assertThat(refresher.refreshIfDue("total")).isInstanceOf(Failed.class);
        assertThat(refresher.refreshIfDue("total")).isInstanceOf(Failed.class);
        ViewStatus failing = refresher(RefreshLimits.defaults()).status().getFirst();
        assertThat(failing.failures()).isEqualTo(2);
        assertThat(failing.error()).contains("division by zero");
        assertThat(failing.age(time.instant())).isEmpty();

        execute(
                "CREATE OR REPLACE FUNCTION passed() RETURNS boolean AS 'SELECT true' LANGUAGE sql");
        assertThat(refresher.refreshIfDue("total")).isInstanceOf(Refreshed.class);
        time.advance(Duration.ofMinutes(3));
        ViewStatus healed = refresher.status().getFirst();
        assertThat(healed.failures()).isZero();
        assertThat(healed.error()).isEmpty();
        assertThat(healed.age(time.instant())).contains(Duration.ofMinutes(3));
    }

    @Test
    void aKilledSessionReleasesTheLockAndIsRecorded() throws Exception {
        refresher.refreshNow("total");
        try (Connection gate = lock()) {
            Future<RefreshOutcome> refresh = nodes.submit(() -> refresher.refreshNow("total"));
            awaitStoppedRefresh();
            execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + STOPPED);
            assertThat(refresh.get()).isInstanceOf(Failed.class);
            gate.rollback();
        }
        assertThat(refresher.status().getFirst().failures()).isEqualTo(1);
        assertThat(refresher.refreshNow("total")).isInstanceOf(Refreshed.class);
    }

    @Test
    void aRefreshEndsAtItsTimeLimitAndGivesItsLockBack() throws Exception {
        RefreshLimits short_ =
                new RefreshLimits(
                        Duration.ofMillis(200), Duration.ofSeconds(5), Bytes.ofMegabytes(4));
        try (Connection gate = lock()) {
            assertThat(refresher(short_).refreshNow("total")).isInstanceOf(Failed.class);
            gate.rollback();
        }
        assertThat(refresher.status().getFirst().error()).contains("statement timeout");
        assertThat(refresher.refreshNow("total")).isInstanceOf(Refreshed.class);
    }

    /// Which are meant for the service's own short statements.
    @Test
    void aRefreshMayTakeLongerThanTheConnectionsOwnTimeLimits() throws SQLException {
        execute(
                """
                CREATE OR REPLACE FUNCTION passed() RETURNS boolean LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM pg_sleep(1.5);
                    RETURN true;
                END $$
                """);
        PGSimpleDataSource limited = new PGSimpleDataSource();
        limited.setURL(
                database.jdbcUrl()
                        + "?socketTimeout=1&options=-c%20statement_timeout=1s"
                        + (ServerVersion.major() < 17 ? "" : "%20-c%20transaction_timeout=1s"));
        limited.setUser(database.user());
        limited.setPassword(database.password());
        ViewRefresher patient =
                new ViewRefresher(
                        limited,
                        List.of(new MaterializedView("total", HOUR)),
                        RefreshLimits.defaults(),
                        time);
        assertThat(patient.refreshNow("total")).isInstanceOf(Refreshed.class);
        assertThat(number("SELECT total FROM total")).isEqualTo(10);
    }

    @Test
    void noLockIsLeftAfterAnyOutcome() throws SQLException {
        refresher.refreshNow("total");
        refresher.refreshIfDue("total");
        execute("ALTER TABLE sale RENAME TO sale_of_old; DROP MATERIALIZED VIEW total");
        assertThat(refresher.refreshNow("total"))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.error()).contains("no materialized view"));
        assertThat(
                        number(
                                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND"
                                        + " database = (SELECT oid FROM pg_database WHERE datname ="
                                        + " current_database())"))
                .isZero();
    }

    @Test
    void anUndeclaredViewIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> refresher.refreshNow("pg_stats"))
                .withMessageContaining("[total]");
    }

    @Test
    void aLoadFillsItsViewsInItsOwnTransaction() throws SQLException {
        try (Connection load = database.dataSource().getConnection()) {
            load.setAutoCommit(false);
            ViewRefresher.fill(load, refresher.views(), Bytes.ofMegabytes(4), time);
            load.rollback();
            assertThat(refresher.status().getFirst().age(time.instant())).isEmpty();
            ViewRefresher.fill(load, refresher.views(), Bytes.ofMegabytes(4), time);
            load.commit();
        }
        assertThat(number("SELECT total FROM total")).isEqualTo(10);
        assertThat(refresher.refreshIfDue("total")).isEqualTo(new SkippedFresh(HOUR));
    }

    private static final String STOPPED =
            "wait_event_type = 'Lock' AND query LIKE 'REFRESH%' AND datname = current_database()";

    private ViewRefresher refresher(RefreshLimits limits) {
        return new ViewRefresher(
                database.dataSource(), List.of(new MaterializedView("total", HOUR)), limits, time);
    }

    private ViewRefresher refresher(MaterializedView view) {
        return new ViewRefresher(
                database.dataSource(), List.of(view), RefreshLimits.defaults(), time);
    }

    /// Stops refreshes in their middle until it is rolled back.
    private Connection lock() throws SQLException {
        Connection gate = database.dataSource().getConnection();
        gate.setAutoCommit(false);
        try (var statement = gate.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(7)");
        }
        return gate;
    }

    private void awaitStoppedRefresh() throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (number("SELECT count(*) FROM pg_stat_activity WHERE " + STOPPED) == 0) {
            assertThat(System.nanoTime()).as("the refresh reached the gate").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : -1;
        }
    }
}
