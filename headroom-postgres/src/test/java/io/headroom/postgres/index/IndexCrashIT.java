package io.headroom.postgres.index;

import static io.headroom.postgres.index.Orders.BY_STATUS;
import static io.headroom.postgres.index.Orders.index;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.ServerVersion;
import io.headroom.test.ManualTime;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A node or PostgreSQL ends by `kill -9` in each state; another node, or the same again, finishes
/// what was begun, once.
class IndexCrashIT {

    /// Before PostgreSQL 15 the scans of an index are told half a second late.
    private static final Duration SHORT =
            Duration.ofMillis(ServerVersion.major() < 15 ? 2_000 : 300);

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final String STATE = "SELECT state FROM headroom.headroom_index_change";
    private static final String PHASE =
            "SELECT phase FROM pg_stat_progress_create_index WHERE datname = current_database()";

    private static EmbeddedPostgres postgres;

    private final ExecutorService service = Executors.newSingleThreadExecutor();
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
    private String name = "";
    private Orders orders;
    private IndexProposal status;

    @BeforeAll
    static void startServer() {
        // Of its own, since it is killed. Its files survive that without being forced to disk, but
        // commits only when they are written at once.
        postgres =
                EmbeddedPostgres.start(
                        PostgresOptions.temporary().withSetting("synchronous_commit", "on"),
                        TestServers.postgresPrograms());
    }

    @AfterAll
    static void endServer() {
        postgres.close();
    }

    @BeforeEach
    void createOrders() throws SQLException {
        name = "orders_" + System.identityHashCode(this);
        try (Connection connection = postgres.dataSource().getConnection()) {
            connection.createStatement().execute("CREATE DATABASE " + name);
        }
        Orders.create(postgres.dataSource(name));
        orders = new Orders(postgres.dataSource(name), new ManualTime());
        orders.run(BY_STATUS, 1, 5);
        status = index("orders_status", "(status)", orders.queryId(BY_STATUS));
    }

    @AfterEach
    void dropOrders() throws SQLException {
        service.shutdownNow();
        executor.shutdownNow();
        try (Connection connection = postgres.dataSource().getConnection()) {
            connection
                    .createStatement()
                    .execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        }
    }

    @Test
    void aNodeKilledWhileProposedIsFollowedByTheNext() throws Exception {
        kill(nodeThatReaches(LONG, "PROPOSED"));
        finish();
        assertKeptOnce();
    }

    @Test
    void aNodeKilledWhileTheServerBuildsIsFollowedWhenTheServerIsDone() throws Exception {
        try (Connection old = orders.oldTransaction()) {
            Process node = nodeThatReaches(SHORT, "BUILDING");
            orders.await(PHASE, "waiting for old snapshots");
            kill(node);
            // The server goes on for a client that is gone: nobody may touch its index meanwhile.
            assertThat(next().advance()).isInstanceOf(Advance.Busy.class);
            assertThat(orders.indexState("orders_status")).isEqualTo("invalid");
            old.rollback();
        }
        finish();
        assertKeptOnce();
        assertThat(attempts()).isEqualTo("1");
    }

    @Test
    void aBuildWhoseSessionIsEndedIsClearedUpAndBegunAgain() throws Exception {
        try (Connection old = orders.oldTransaction()) {
            Process node = nodeThatReaches(SHORT, "BUILDING");
            orders.await(PHASE, "waiting for old snapshots");
            kill(node);
            end("pg_stat_progress_create_index WHERE datname = current_database()");
            assertThat(orders.indexState("orders_status")).isEqualTo("invalid");
            old.rollback();
        }
        finish();
        assertKeptOnce();
        assertThat(attempts()).isEqualTo("2");
    }

    @Test
    void aNodeKilledWhileVerifyingIsFollowedByTheNext() throws Exception {
        Process node = nodeThatReaches(SHORT, "BUILDING", "VERIFYING");
        kill(node);
        finish();
        assertKeptOnce();
    }

    @Test
    void aNodeKilledWhileRevertingIsFollowedByTheNext() throws Exception {
        finishWith(next());
        assertKeptOnce();
        Process node = node(SHORT);
        try (Connection old = orders.oldTransaction()) {
            next().revert(status.suggestionId(), "test");
            orders.await(
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DROP INDEX%' AND wait_event_type = 'Lock' AND datname = current_database()",
                    "1");
            kill(node);
            old.rollback();
        }
        finish();
        assertThat(orders.text(STATE)).isEqualTo("REVERTED");
        assertThat(orders.indexState("orders_status")).isEqualTo("absent");
    }

    @Test
    void aHalfDroppedIndexIsDroppedToItsEnd() throws Exception {
        finishWith(next());
        try (Connection old = orders.oldTransaction()) {
            next().revert(status.suggestionId(), "test");
            executor.execute(() -> next().advance());
            orders.await(
                    "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'orders_status'::regclass",
                    "false");
            end("pg_stat_activity WHERE query LIKE 'DROP INDEX%' AND datname = current_database()");
            old.rollback();
        }
        assertThat(orders.indexState("orders_status")).isEqualTo("invalid");
        finish();
        assertThat(orders.text(STATE)).isEqualTo("REVERTED");
        assertThat(orders.indexState("orders_status")).isEqualTo("absent");
    }

    @Test
    void aServerKilledWhileProposedGoesOnWithTheChange() throws Exception {
        IndexChanges changes = next();
        changes.apply(status, "test");
        assertThat(changes.advance()).isInstanceOf(Advance.Waiting.class);
        crash();
        finish();
        assertKeptOnce();
    }

    @Test
    void aServerKilledWhileBuildingIsClearedUpAndBuildsAgain() throws Exception {
        Connection old = orders.oldTransaction();
        IndexChanges changes = next();
        changes.apply(status, "test");
        changes.advance();
        executor.execute(() -> advanceUntilAway(changes));
        orders.await(PHASE, "waiting for old snapshots");
        crash();
        old.close();
        assertThat(orders.indexState("orders_status")).isEqualTo("invalid");
        assertThat(orders.text(STATE)).isEqualTo("BUILDING");
        finish();
        assertKeptOnce();
        assertThat(attempts()).isEqualTo("2");
    }

    @Test
    void aServerKilledWhileVerifyingMeasuresAnew() throws Exception {
        IndexChanges changes = next();
        changes.apply(status, "test");
        while (!orders.text(STATE).equals("VERIFYING")) {
            orders.run(BY_STATUS, 10, 5);
            changes.advance();
        }
        crash();
        finish();
        assertKeptOnce();
    }

    private void crash() {
        postgres.kill();
        postgres.restart();
    }

    private static void advanceUntilAway(IndexChanges changes) {
        Advance advance = changes.advance();
        while (!(advance instanceof Advance.Unavailable)) {
            advance = changes.advance();
        }
    }

    private IndexChanges next() {
        return IndexNode.changes(postgres.dataSource(name), SHORT, "next-node");
    }

    private Process node(Duration window) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        IndexNode.class.getName(),
                        postgres.jdbcUrl(name),
                        postgres.user(),
                        postgres.password(),
                        Long.toString(window.toMillis()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Starts a node with a change to make, and waits until it came through these states.
    private Process nodeThatReaches(Duration window, String... states) throws Exception {
        service.execute(this::serve);
        next().apply(status, "test");
        Process node = node(window);
        if (states[0].equals("PROPOSED")) {
            orders.await(
                    "SELECT (window_from IS NOT NULL)::text FROM headroom.headroom_index_change",
                    "true");
        }
        for (String state : states) {
            orders.await(
                    "SELECT count(*) FROM headroom.headroom_index_step WHERE state = '"
                            + state
                            + "'",
                    "1");
        }
        return node;
    }

    /// Ends the sessions of a view, and waits for their end.
    private void end(String sessions) throws SQLException, InterruptedException {
        String pids =
                orders.text("SELECT coalesce(string_agg(pid::text, ','), '0') FROM " + sessions);
        String ended = "FROM pg_stat_activity WHERE pid IN (" + pids + ")";
        orders.text("SELECT count(pg_terminate_backend(pid)) " + ended);
        orders.await("SELECT count(*) " + ended, "0");
    }

    private static void kill(Process node) throws InterruptedException {
        node.destroyForcibly();
        assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private void serve() {
        while (!service.isShutdown()) {
            try {
                orders.run(BY_STATUS, 10, 5);
            } catch (SQLException serverIsAway) {
                Thread.onSpinWait();
            }
        }
    }

    /// Two other nodes, so that each could do what only one may.
    private void finish() throws Exception {
        service.execute(this::serve);
        try (IndexChangeSchedule one = schedule();
                IndexChangeSchedule other = schedule()) {
            one.start();
            other.start();
            orders.await(
                    "SELECT count(*) FROM headroom.headroom_index_change WHERE state NOT IN ('KEPT', 'REVERTED', 'FAILED')",
                    "0");
        }
    }

    private IndexChangeSchedule schedule() {
        return new IndexChangeSchedule(next(), true, executor, new Random(7));
    }

    private void finishWith(IndexChanges changes) throws Exception {
        changes.apply(status, "test");
        finish();
    }

    private String attempts() throws SQLException {
        return orders.text("SELECT attempts FROM headroom.headroom_index_change");
    }

    private void assertKeptOnce() throws SQLException {
        assertThat(orders.text(STATE))
                .describedAs(
                        orders.text(
                                "SELECT string_agg(state || ' ' || detail, '; ' ORDER BY at) FROM headroom.headroom_index_step"))
                .isEqualTo("KEPT");
        assertThat(orders.indexState("orders_status")).isEqualTo("valid");
        for (String once : List.of("VERIFYING", "KEPT")) {
            assertThat(
                            orders.text(
                                    "SELECT count(*) FROM headroom.headroom_index_step WHERE state = '"
                                            + once
                                            + "'"))
                    .isEqualTo("1");
        }
        assertThat(orders.text("SELECT count(*) FROM pg_index WHERE indrelid = 'orders'::regclass"))
                .isEqualTo("3");
    }
}
