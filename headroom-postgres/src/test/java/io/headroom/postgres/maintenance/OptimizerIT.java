package io.headroom.postgres.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.postgres.MaterializedView;
import io.headroom.postgres.RefreshLimits;
import io.headroom.postgres.ServerVersion;
import io.headroom.postgres.ViewRefresher;
import io.headroom.postgres.maintenance.MaintenanceStep.State;
import io.headroom.postgres.maintenance.OptimizeOutcome.Busy;
import io.headroom.postgres.maintenance.OptimizeOutcome.Failed;
import io.headroom.postgres.maintenance.OptimizeOutcome.Ran;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class OptimizerIT {

    private static final OptimizeLimits LIMITS =
            new OptimizeLimits(Duration.ofMinutes(1), Duration.ofMillis(200), Duration.ZERO);

    private final Patient patient = new Patient();
    private final ExecutorService nodes = Executors.newCachedThreadPool();

    @BeforeEach
    void createTables() throws Exception {
        patient.run(file("headroom_maintenance.sql"), viewFile());
    }

    @AfterEach
    void end() {
        nodes.shutdownNow();
        patient.close();
    }

    @Test
    void whatWasFoundIsDoneOnceAndOnRecord() throws Exception {
        makeIll();
        patient.run(
                "CREATE MATERIALIZED VIEW total AS SELECT 1 AS one, count(*) FROM t WITH NO DATA",
                "CREATE UNIQUE INDEX ON total (one)");
        Optimizer optimizer = optimizer(patient.dataSource, LIMITS);
        List<MaintenanceAction> plan =
                optimizer.plan(patient.inspect(), views().status(), Set.of());
        assertThat(plan)
                .extracting(MaintenanceAction::statement)
                .containsExactly(
                        "DROP INDEX CONCURRENTLY public.broken",
                        "ANALYZE public.unknown",
                        "ANALYZE public.t",
                        "VACUUM (TRUNCATE false, PARALLEL 0) public.t",
                        "REFRESH MATERIALIZED VIEW CONCURRENTLY total");

        OptimizeOutcome outcome = optimizer.run("olga", Set.of());
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Ran.class,
                        ran -> assertThat(ran.steps()).isEqualTo(Map.of(State.DONE, 5L)));
        MaintenanceRun run = optimizer.lastRun().orElseThrow();
        assertThat(run.askedBy()).isEqualTo("olga");
        assertThat(run.underWay()).isFalse();
        assertThat(run.steps())
                .extracting(MaintenanceStep::action)
                .containsExactly("drop-invalid-index", "analyze", "analyze", "vacuum", "refresh");
        assertThat(run.steps()).allSatisfy(step -> assertThat(step.startedAt()).isNotNull());

        patient.await(InspectionOptions.defaults(), found -> found.findings().isEmpty());
        assertThat(optimizer.run("olga", Set.of()))
                .isInstanceOfSatisfying(Ran.class, ran -> assertThat(ran.steps()).isEmpty());
        assertThat(patient.number("SELECT count(*) FROM total")).isEqualTo(1);
    }

    private void makeIll() throws SQLException {
        patient.run(
                "CREATE TABLE t AS SELECT n FROM generate_series(1, 1000) n",
                "ANALYZE t",
                "CREATE TABLE unknown AS SELECT n FROM generate_series(1, 1000) n",
                "INSERT INTO t VALUES (1)");
        assertThatThrownBy(() -> patient.run("CREATE UNIQUE INDEX CONCURRENTLY broken ON t (n)"))
                .isInstanceOf(SQLException.class);
        patient.run("UPDATE t SET n = n");
    }

    @Test
    void anotherSessionAtItIsToldAndNothingIsDone() throws SQLException {
        makeIll();
        try (Connection other = patient.dataSource.getConnection()) {
            assertThat(Optimizer.LOCK.tryAcquire(other)).isTrue();
            Optimizer optimizer = optimizer(patient.dataSource, LIMITS);
            assertThat(optimizer.run("olga", Set.of())).isEqualTo(new Busy());
            Optimizer.LOCK.release(other);
            assertThat(optimizer.run("olga", Set.of())).isInstanceOf(Ran.class);
        }
    }

    @Test
    void aTableThatIsLockedFailsItsStepAndTheNextOneIsDone() throws Exception {
        makeIll();
        try (Connection writer = patient.dataSource.getConnection()) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE");
            Optimizer optimizer = optimizer(patient.dataSource, LIMITS);
            assertThat(optimizer.run("olga", Set.of())).isInstanceOf(Ran.class);
            assertThat(optimizer.lastRun().orElseThrow().steps())
                    .extracting(step -> step.subject() + " " + step.state().label())
                    .contains("public.unknown done", "public.t failed");
            assertThat(optimizer.lastRun().orElseThrow().steps())
                    .filteredOn(step -> step.state() == State.FAILED)
                    .allSatisfy(step -> assertThat(step.message()).contains("lock timeout"));
        }
    }

    @Test
    void aRunEndsWithItsBudgetAndSaysWhatItLeft() throws Exception {
        makeIll();
        try (Connection writer = patient.dataSource.getConnection()) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("LOCK TABLE unknown IN SHARE UPDATE EXCLUSIVE MODE");
            Optimizer optimizer =
                    optimizer(
                            patient.dataSource,
                            new OptimizeLimits(
                                    Duration.ofSeconds(3), Duration.ofMinutes(1), Duration.ZERO));
            assertThat(optimizer.run("olga", Set.of())).isInstanceOf(Ran.class);
            List<MaintenanceStep> steps = optimizer.lastRun().orElseThrow().steps();
            assertThat(steps)
                    .extracting(step -> step.subject() + " " + step.state().label())
                    .containsExactly(
                            "public.broken done",
                            "public.unknown failed",
                            "public.t skipped",
                            "public.t skipped");
            assertThat(steps.getLast().message()).contains("time of the run was used up");
        }
    }

    @Test
    void aRunWhoseSessionIsKilledLeavesNoLockAndIsAbandoned() throws Exception {
        makeIll();
        Optimizer optimizer =
                optimizer(
                        patient.dataSource,
                        new OptimizeLimits(
                                Duration.ofMinutes(1), Duration.ofSeconds(50), Duration.ZERO));
        try (Connection writer = patient.dataSource.getConnection()) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("LOCK TABLE unknown IN SHARE UPDATE EXCLUSIVE MODE");
            Future<OptimizeOutcome> run = nodes.submit(() -> optimizer.run("olga", Set.of()));
            awaitStep("ANALYZE%");
            MaintenanceRun seen = optimizer.lastRun().orElseThrow();
            assertThat(seen.underWay()).isTrue();
            assertThat(seen.steps())
                    .filteredOn(step -> step.state() == State.RUNNING)
                    .extracting(MaintenanceStep::subject)
                    .containsExactly("public.unknown");
            patient.number(
                    """
                    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE application_name = 'headroom-maintenance' AND datname = current_database()
                    """);
            assertThat(run.get()).isInstanceOf(Failed.class);
        }
        MaintenanceRun left = optimizer.lastRun().orElseThrow();
        assertThat(left.underWay()).isFalse();
        assertThat(left.steps())
                .extracting(MaintenanceStep::state)
                .containsExactly(State.DONE, State.ABANDONED, State.ABANDONED, State.ABANDONED);
        assertThat(optimizer.run("olga", Set.of())).isInstanceOf(Ran.class);
        patient.await(InspectionOptions.defaults(), found -> found.findings().isEmpty());
    }

    @Test
    void closingEndsTheRunningStatement() throws Exception {
        makeIll();
        Optimizer optimizer =
                optimizer(
                        patient.dataSource,
                        new OptimizeLimits(
                                Duration.ofMinutes(1), Duration.ofSeconds(50), Duration.ZERO));
        try (Connection writer = patient.dataSource.getConnection()) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("LOCK TABLE unknown IN SHARE UPDATE EXCLUSIVE MODE");
            Future<OptimizeOutcome> run = nodes.submit(() -> optimizer.run("olga", Set.of()));
            awaitStep("ANALYZE%");
            optimizer.close();
            assertThat(run.get())
                    .isInstanceOfSatisfying(
                            Ran.class,
                            ran ->
                                    assertThat(ran.steps())
                                            .isEqualTo(
                                                    Map.of(
                                                            State.DONE, 1L,
                                                            State.FAILED, 1L,
                                                            State.SKIPPED, 2L)));
        }
    }

    @Test
    void aRoleThatMayNotIsTold() throws Exception {
        patient.run("CREATE TABLE unknown AS SELECT n FROM generate_series(1, 1000) n");
        String role = "guest_" + patient.name();
        patient.run(
                "CREATE ROLE %s LOGIN PASSWORD 'x'".formatted(role),
                "GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO " + role);
        try {
            Optimizer optimizer = optimizer(as(role), LIMITS);
            assertThat(optimizer.run("olga", Set.of())).isInstanceOf(Ran.class);
            assertThat(optimizer.lastRun().orElseThrow().steps())
                    .singleElement()
                    .satisfies(step -> {
                        assertThat(step.state()).isEqualTo(State.FAILED);
                        assertThat(step.message())
                                .containsAnyOf("permission denied", "only table or database owner");
                    });
        } finally {
            patient.run("DROP OWNED BY " + role, "DROP ROLE " + role);
        }
    }

    private DataSource as(String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(Patient.server().jdbcUrl(patient.name()));
        source.setUser(role);
        source.setPassword("x");
        return source;
    }

    /// Whatever is seen without rights is seen, and what is not is named.
    @Test
    void aRoleWithoutRightsInspectsWhatItMay() throws Exception {
        makeIll();
        String role = "stranger_" + patient.name();
        patient.run("CREATE ROLE %s LOGIN PASSWORD 'x'".formatted(role));
        try {
            Inspection inspection =
                    new Inspector(as(role), InspectionOptions.defaults(), InstantSource.system())
                            .inspect();
            assertThat(inspection.gaps())
                    .extracting(Gap::question)
                    .containsExactly("held-horizons", "table-bloat");
            assertThat(inspection.gaps())
                    .allSatisfy(gap -> assertThat(gap.remedy()).contains("GRANT").contains(role));
            assertThat(inspection.findings())
                    .extracting(Finding::kind)
                    .containsExactlyInAnyOrder(
                            FindingKind.INVALID_INDEX,
                            FindingKind.DEAD_ROWS,
                            FindingKind.STALE_STATISTICS);
        } finally {
            patient.run("DROP ROLE " + role);
        }
    }

    @Test
    void aQuestionThatMeetsALockIsAGapAndTheOthersAreAnswered() throws Exception {
        makeIll();
        try (Connection writer = patient.dataSource.getConnection()) {
            writer.setAutoCommit(false);
            writer.createStatement().execute("LOCK TABLE unknown IN ACCESS EXCLUSIVE MODE");
            Inspection inspection = patient.inspect();
            assertThat(inspection.gaps()).extracting(Gap::question).contains("table-bloat");
            assertThat(inspection.findings())
                    .extracting(Finding::kind)
                    .contains(FindingKind.INVALID_INDEX, FindingKind.DEAD_ROWS);
        }
    }

    @Test
    void aDatabaseThatIsAwayIsAGap() {
        PGSimpleDataSource nobody = new PGSimpleDataSource();
        nobody.setURL("jdbc:postgresql://127.0.0.1:1/nobody?connectTimeout=2");
        Inspection inspection =
                new Inspector(nobody, InspectionOptions.defaults(), InstantSource.system())
                        .inspect();
        assertThat(inspection.serverVersion()).isEmpty();
        assertThat(inspection.gaps()).singleElement().extracting(Gap::question).isEqualTo("all");
        assertThat(optimizer(nobody, LIMITS).run("olga", Set.of())).isInstanceOf(Failed.class);
    }

    @Test
    void withoutItsTableNothingIsDoneAndTheFileIsNamed() throws SQLException {
        makeIll();
        patient.run("DROP TABLE headroom_maintenance");
        assertThat(optimizer(patient.dataSource, LIMITS).run("olga", Set.of()))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.error()).contains("headroom_maintenance.sql"));
        assertThat(patient.subjects(FindingKind.INVALID_INDEX)).containsExactly("public.broken");
    }

    @Test
    void theSessionIsGivenBackAsItWasLent() throws SQLException {
        makeIll();
        String state =
                """
                SELECT concat_ws(',', current_setting('statement_timeout'),
                    current_setting('lock_timeout'), current_setting('vacuum_cost_delay'), current_setting('transaction_timeout', true),
                    current_setting('application_name'),
                    (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'))
                """;
        try (Connection lent = patient.dataSource.getConnection();
                var statement = lent.createStatement()) {
            boolean hasTransactionTimeout = ServerVersion.major() >= 17;
            statement.execute("SET statement_timeout = '7s'; SET lock_timeout = '3s'");
            if (hasTransactionTimeout) {
                statement.execute("SET transaction_timeout = '9s'");
            }
            lent.setNetworkTimeout(Runnable::run, 12_345);
            String before = text(lent, state);
            assertThat(before)
                    .startsWith(hasTransactionTimeout ? "7s,3s,0,9s," : "7s,3s,0,")
                    .endsWith(",0");
            Optimizer optimizer =
                    new Optimizer(
                            keeping(lent),
                            new Inspector(
                                    patient.dataSource,
                                    InspectionOptions.defaults(),
                                    InstantSource.system()),
                            views(),
                            LIMITS,
                            InstantSource.system(),
                            System::nanoTime);
            assertThat(optimizer.run("olga", Set.of())).isInstanceOf(Ran.class);
            assertThat(text(lent, state)).isEqualTo(before);
            assertThat(lent.getNetworkTimeout()).isEqualTo(12_345);
        }
    }

    @Test
    void aViewIsRefreshedByHandHoweverFreshAndOnlyADeclaredOne() throws SQLException {
        patient.run(
                "CREATE MATERIALIZED VIEW total AS SELECT 1 AS one WITH NO DATA",
                "CREATE UNIQUE INDEX ON total (one)");
        Optimizer optimizer = optimizer(patient.dataSource, LIMITS);
        for (int i = 0; i < 2; i++) {
            assertThat(optimizer.run("olga", Set.of("total")))
                    .isInstanceOfSatisfying(
                            Ran.class,
                            ran -> assertThat(ran.steps()).isEqualTo(Map.of(State.DONE, 1L)));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> optimizer.run("olga", Set.of("pg_stats")))
                .withMessageContaining("[total]");
    }

    private Optimizer optimizer(DataSource source, OptimizeLimits limits) {
        Inspector inspector =
                new Inspector(source, InspectionOptions.defaults(), InstantSource.system());
        return new Optimizer(
                source, inspector, views(source), limits, InstantSource.system(), System::nanoTime);
    }

    private ViewRefresher views() {
        return views(patient.dataSource);
    }

    /// Declared where it exists.
    private ViewRefresher views(DataSource source) {
        boolean exists;
        try {
            exists = patient.number("SELECT count(*) FROM pg_matviews") > 0;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new ViewRefresher(
                source,
                exists ? List.of(new MaterializedView("total", Duration.ofHours(1))) : List.of(),
                RefreshLimits.defaults(),
                InstantSource.system());
    }

    private void awaitStep(String query) throws SQLException {
        long deadline = System.nanoTime() + Patient.PATIENCE.toNanos();
        String waiting =
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '"
                        + query
                        + "' AND datname = current_database()";
        while (patient.number(waiting) == 0) {
            assertThat(System.nanoTime()).as("the step waits").isLessThan(deadline);
        }
    }

    /// Hands out the one connection and does not close it.
    private static DataSource keeping(Connection connection) {
        Connection kept =
                (Connection)
                        Proxy.newProxyInstance(
                                OptimizerIT.class.getClassLoader(),
                                new Class<?>[] {Connection.class},
                                (_, method, arguments) ->
                                        method.getName().equals("close")
                                                ? null
                                                : method.invoke(connection, arguments));
        return (DataSource)
                Proxy.newProxyInstance(
                        OptimizerIT.class.getClassLoader(),
                        new Class<?>[] {DataSource.class},
                        (_, _, _) -> kept);
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static String file(String name) throws Exception {
        try (InputStream ddl = Optimizer.class.getResourceAsStream(name)) {
            assertThat(ddl).isNotNull();
            return new String(ddl.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String viewFile() throws Exception {
        try (InputStream ddl =
                ViewRefresher.class.getResourceAsStream("headroom_view_refresh.sql")) {
            assertThat(ddl).isNotNull();
            return new String(ddl.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
