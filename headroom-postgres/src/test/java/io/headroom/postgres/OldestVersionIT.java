package io.headroom.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.headroom.core.Bytes;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import io.headroom.embedded.PostgresPrograms;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.advisor.Advice;
import io.headroom.postgres.advisor.AdvisorOptions;
import io.headroom.postgres.advisor.Budget;
import io.headroom.postgres.advisor.ExtendAdvisor;
import io.headroom.postgres.advisor.IndexSuggestion;
import io.headroom.postgres.advisor.SandboxServer;
import io.headroom.postgres.index.ApplyAnswer;
import io.headroom.postgres.index.ChangeState;
import io.headroom.postgres.index.IndexChange;
import io.headroom.postgres.index.IndexChangeOptions;
import io.headroom.postgres.index.IndexChanges;
import io.headroom.postgres.index.IndexProposal;
import io.headroom.postgres.jdbc.Borrows;
import io.headroom.postgres.jdbc.ObservedDataSource;
import io.headroom.postgres.jdbc.Observers;
import io.headroom.postgres.maintenance.FindingKind;
import io.headroom.postgres.maintenance.Inspection;
import io.headroom.postgres.maintenance.InspectionOptions;
import io.headroom.postgres.maintenance.Inspector;
import io.headroom.postgres.maintenance.OptimizeLimits;
import io.headroom.postgres.maintenance.OptimizeOutcome;
import io.headroom.postgres.maintenance.Optimizer;
import io.headroom.postgres.plan.Explain;
import io.headroom.postgres.plan.ExplainLimits;
import io.headroom.postgres.plan.Plan;
import io.headroom.postgres.pool.ConnectionLimits;
import io.headroom.postgres.session.SessionOptions;
import io.headroom.postgres.session.SessionWatch;
import io.headroom.postgres.statement.SeenStatements;
import io.headroom.postgres.statement.StatementFigures;
import io.headroom.postgres.statement.StatementOptions;
import io.headroom.postgres.statement.StatementWatch;
import io.headroom.postgres.statement.WatchStatus;
import io.headroom.postgres.statement.WorkloadStatement;
import io.headroom.test.ManualTime;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Each part once on the oldest PostgreSQL that is supported, started beside that of the other
/// tests: it works, or says what the version lacks. Another version is taken by
/// `-Doldest-postgres.version=14.20.0`.
@Timeout(60)
class OldestVersionIT {

    private static final Path ARCHIVE = Path.of("target", "oldest-postgres");
    private static final String BY_STATE = "SELECT count(*) FROM orders WHERE state = ?";

    private static @Nullable EmbeddedPostgres server;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(
                Files.isDirectory(ARCHIVE),
                "no binaries of the oldest PostgreSQL for this platform: run by './headroom test'");
        server =
                EmbeddedPostgres.start(
                        PostgresOptions.temporary(), new PostgresPrograms.Archived(ARCHIVE));
        execute(
                """
                CREATE EXTENSION pg_stat_statements;
                CREATE TABLE orders (id bigint PRIMARY KEY, state integer NOT NULL, amount integer NOT NULL);
                INSERT INTO orders SELECT i, i % 1000, i % 77 FROM generate_series(1, 60000) i;
                CREATE INDEX orders_amount ON orders (amount);
                CREATE INDEX orders_amount_again ON orders (amount);
                CREATE MATERIALIZED VIEW total AS SELECT 1 AS one, sum(amount) AS total FROM orders WITH NO DATA;
                CREATE UNIQUE INDEX total_one ON total (one);
                """);
        execute("VACUUM ANALYZE orders");
        execute(file(Inspector.class, "headroom_maintenance.sql"));
        execute(file(ViewRefresher.class, "headroom_view_refresh.sql"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static EmbeddedPostgres server() {
        return Objects.requireNonNull(server);
    }

    private static DataSource database() {
        return server().dataSource();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String file(Class<?> beside, String name) throws Exception {
        try (InputStream ddl = beside.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(ddl).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void call(DataSource source, int times) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(BY_STATE)) {
            for (int i = 0; i < times; i++) {
                statement.setInt(1, i);
                statement.execute();
            }
        }
    }

    @Test
    void statementsAreCountedByRouteAndTheWatchSaysWhatTheVersionDoesNotShow() throws SQLException {
        StatementOptions options = StatementOptions.defaults();
        SeenStatements seen = new SeenStatements(options);
        DataSource observed =
                new ObservedDataSource(
                        "shop",
                        database(),
                        () ->
                                new Observers(
                                        new RouteScope(() -> "GET /orders"),
                                        List.of(seen),
                                        List.of()),
                        System::nanoTime);
        try (StatementWatch watch =
                new StatementWatch(observed, seen, options, InstantSource.system())) {
            call(observed, 1);
            watch.collect();
            call(observed, 5);
            watch.collect();
            StatementFigures found =
                    watch.figures().stream()
                            .filter(figures -> figures.sql().contains("WHERE state = $1"))
                            .findFirst()
                            .orElseThrow();
            assertThat(found.calls()).isEqualTo(5);
            assertThat(found.endpoints())
                    .extracting(StatementFigures.EndpointShare::endpoint)
                    .containsExactly("GET /orders");
            assertThat(watch.status())
                    .isInstanceOfSatisfying(
                            WatchStatus.Reading.class,
                            reading ->
                                    assertThat(reading.limitations())
                                            .singleElement()
                                            .asString()
                                            .contains(
                                                    server().majorVersion() < 14
                                                            ? "PostgreSQL 13"
                                                            : "PostgreSQL 17"));
        }
    }

    @Test
    void plansAreReadWithoutWithAndByValues() throws SQLException {
        Explain explain = new Explain(ExplainLimits.defaults());
        String sql = BY_STATE.replace("?", "$1");
        try (Connection connection = database().getConnection()) {
            Plan generic = explain.generic(connection, sql, List.of("int4"));
            assertThat(generic.relations())
                    .extracting(relation -> relation.name())
                    .containsExactly("orders");
            assertThat(explain.sampled(connection, sql, List.of(7)).shape())
                    .isEqualTo(generic.shape());
            Plan analyzed = explain.analyzed(connection, sql, List.of(7));
            assertThat(analyzed.isAnalyzed()).isTrue();
            assertThat(analyzed.root().actualRows()).isEqualTo(1);
            assertThat(analyzed.queryId().isEmpty()).isEqualTo(server().majorVersion() < 14);
        }
    }

    @Test
    void whoWaitsForALockIsSeenWithItsTableAndBlocker() throws Exception {
        SessionWatch watch =
                new SessionWatch(
                        database(),
                        "shop",
                        SessionOptions.defaults(),
                        new Borrows(1),
                        InstantSource.system());
        try (watch;
                Connection holder = database().getConnection();
                Connection waiter = database().getConnection()) {
            holder.setAutoCommit(false);
            String update = "UPDATE orders SET amount = 1 WHERE id = 1";
            holder.createStatement().executeUpdate(update);
            waiter.setAutoCommit(false);
            CompletableFuture<Integer> waiting =
                    CompletableFuture.supplyAsync(() -> {
                        try (Statement statement = waiter.createStatement()) {
                            return statement.executeUpdate(update);
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            do {
                watch.collect();
                assertThat(watch.latest().problem()).isEmpty();
                assertThat(System.nanoTime()).as("the lock is waited for").isLessThan(deadline);
            } while (watch.latest().trees().isEmpty());
            assertThat(watch.latest().waits())
                    .singleElement()
                    .satisfies(wait -> assertThat(wait.relation()).isEqualTo("public.orders"));
            assertThat(watch.latest().trees().getFirst().session().statement()).isEqualTo(update);
            assertThat(watch.latest().abilities().serverVersion() / 10_000)
                    .isEqualTo(server().majorVersion());
            assertThat(watch.latest().abilities().missing()).isEmpty();
            holder.rollback();
            waiting.join();
            waiter.rollback();
        }
    }

    @Test
    void limitsThatTheVersionKnowsAreSetOnThePoolsConnections() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database());
        config.setMaximumPoolSize(1);
        Duration limit = Duration.ofSeconds(9);
        new ConnectionLimits(limit, limit, limit, limit, "shop").applyTo(config);
        try (HikariDataSource pool = new HikariDataSource(config);
                Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                """
                                SELECT current_setting('statement_timeout'), current_setting('application_name'),
                                       coalesce(current_setting('transaction_timeout', true), 'unknown')
                                """)) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("9s");
            assertThat(row.getString(2)).isEqualTo("shop");
            assertThat(row.getString(3)).isEqualTo(server().majorVersion() < 17 ? "unknown" : "9s");
        }
    }

    @Test
    void maintenanceIsFoundWithoutAGapAndDone() {
        InstantSource clock = InstantSource.system();
        Inspector inspector = new Inspector(database(), InspectionOptions.defaults(), clock);
        Inspection inspection = inspector.inspect();
        assertThat(inspection.gaps()).isEmpty();
        assertThat(inspection.serverVersion()).startsWith(server().majorVersion() + ".");
        assertThat(inspection.of(FindingKind.DUPLICATE_INDEX)).isNotEmpty();
        assertThat(inspection.horizons()).isNotEmpty();
        ViewRefresher views =
                new ViewRefresher(
                        database(),
                        List.of(new MaterializedView("total", Duration.ofHours(1))),
                        RefreshLimits.defaults(),
                        clock);
        try (Optimizer optimizer =
                new Optimizer(
                        database(),
                        inspector,
                        views,
                        OptimizeLimits.defaults(),
                        clock,
                        System::nanoTime)) {
            assertThat(optimizer.run("a test", Set.of("total")))
                    .isInstanceOfSatisfying(
                            OptimizeOutcome.Ran.class,
                            ran ->
                                    assertThat(ran.steps().keySet())
                                            .extracting(Object::toString)
                                            .containsExactly("DONE"));
        }
        assertThat(views.refreshNow("total")).isInstanceOf(RefreshOutcome.Refreshed.class);
    }

    @Test
    void anIndexIsSuggestedByTheSandboxOfTheNewestVersionAndAppliedHere() throws SQLException {
        ServerVersion.assumeAtLeast(18, "the sandbox is of this version");
        call(database(), 1);
        String queryId = "";
        try (Connection connection = database().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT queryid::text FROM pg_stat_statements WHERE query LIKE '%WHERE state = $1'")) {
            row.next();
            queryId = row.getString(1);
        }
        List<WorkloadStatement> workload =
                List.of(
                        new WorkloadStatement(
                                queryId,
                                BY_STATE.replace("?", "$1"),
                                1_000,
                                5,
                                List.of("GET /orders"),
                                List.of(List.of(7))));
        Advice advice =
                ExtendAdvisor.inSandbox(
                                database(),
                                new Sandbox(),
                                AdvisorOptions.defaults(),
                                System::nanoTime)
                        .suggest(() -> workload, Budget.standard());
        assertThat(advice.notes()).isEmpty();
        assertThat(advice.suggestions())
                .singleElement()
                .satisfies(suggestion -> {
                    assertThat(suggestion.index().keys()).containsExactly("state");
                    assertThat(suggestion.verified()).isTrue();
                });
        assertThat(applied(advice.suggestions().getFirst(), workload).state())
                .isInstanceOf(ChangeState.Kept.class);
    }

    private static IndexChange applied(IndexSuggestion suggestion, List<WorkloadStatement> workload)
            throws SQLException {
        Duration window = Duration.ofMinutes(1);
        ManualTime time = new ManualTime();
        IndexChanges changes =
                new IndexChanges(
                        database(),
                        database(),
                        IndexChangeOptions.defaults()
                                .withObservation(window, window.multipliedBy(10)),
                        _ -> OptionalLong.empty(),
                        () -> workload,
                        "node-1",
                        time,
                        System::nanoTime);
        IndexProposal proposal =
                new IndexProposal(
                        suggestion.id(),
                        suggestion.index().schema(),
                        suggestion.index().table(),
                        suggestion.index().name(),
                        suggestion.index().createSql(true),
                        suggestion.reason(),
                        suggestion.confidence(),
                        suggestion.savingShare(),
                        suggestion.writeCost(),
                        Bytes.ofMegabytes(1),
                        suggestion.queryIds());
        assertThat(changes.apply(proposal, "a test")).isInstanceOf(ApplyAnswer.Accepted.class);
        for (int i = 0; i < 30; i++) {
            changes.refresh();
            IndexChange change = changes.recent().getFirst();
            if (!change.state().isOpen()) {
                return change;
            }
            changes.advance();
            call(database(), 30);
            time.advance(window.plusSeconds(1));
        }
        throw new AssertionError("never ended: " + changes.recent());
    }

    private static final class Sandbox implements SandboxServer {

        @Override
        public DataSource dataSource(String name) {
            return TestServers.postgres().dataSource(name);
        }

        @Override
        public Path dataDirectory() {
            return TestServers.postgres().dataDirectory().resolve("cluster");
        }
    }
}
