package io.headroom.postgres.index;

import static io.headroom.postgres.index.Orders.BY_STATUS;
import static io.headroom.postgres.index.Orders.FIRST_OF_CUSTOMER;
import static io.headroom.postgres.index.Orders.LATEST;
import static io.headroom.postgres.index.Orders.TOUCH;
import static io.headroom.postgres.index.Orders.WINDOW;
import static io.headroom.postgres.index.Orders.index;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.index.ChangeState.Failed;
import io.headroom.postgres.index.ChangeState.Kept;
import io.headroom.postgres.index.ChangeState.Reverted;
import io.headroom.postgres.index.ChangeState.Verifying;
import io.headroom.postgres.index.StatementEffect.Role;
import io.headroom.postgres.statement.WorkloadStatement;
import io.headroom.test.ManualTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IndexChangesIT {

    private static final OffsetDateTime FEBRUARY = OffsetDateTime.parse("2026-01-20T00:00:00Z");

    private final TestDatabase database = TestServers.newDatabase("orders", Orders::create);
    private final ManualTime time = new ManualTime();
    private final Orders orders = new Orders(database.dataSource(), time);
    private final ExecutorService nodes = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        nodes.shutdownNow();
        database.close();
    }

    interface Service {
        void run() throws SQLException, InterruptedException;
    }

    /// Applies an index and brings it to its end while the service goes on.
    private IndexChange made(IndexChanges changes, IndexProposal index, Service service)
            throws SQLException {
        assertThat(changes.apply(index, "test")).isInstanceOf(ApplyAnswer.Accepted.class);
        for (int i = 0; i < 30; i++) {
            changes.refresh();
            IndexChange change = changes.recent().getFirst();
            if (!change.state().isOpen()) {
                return change;
            }
            changes.advance();
            try {
                service.run();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            time.advance(WINDOW.plusSeconds(1));
        }
        throw new AssertionError("never ended: " + changes.recent());
    }

    @Test
    void anIndexThatHelpsIsBuiltVerifiedAndKept() throws SQLException {
        orders.run(BY_STATUS, 1, 5);
        WorkloadStatement statement = orders.statement(BY_STATUS, 5);
        IndexChange change =
                made(
                        orders.changes(Orders.options(), () -> List.of(statement)),
                        index("orders_status", "(status)", statement.queryId()),
                        () -> orders.run(BY_STATUS, 30, 5));

        assertThat(change.state())
                .isInstanceOfSatisfying(
                        Kept.class, kept -> assertThat(kept.measuredSaving()).isBetween(0.5, 1.0));
        assertThat(change.steps())
                .extracting(IndexChange.Step::state)
                .containsExactly("PROPOSED", "BUILDING", "VERIFYING", "KEPT");
        assertThat(change.built().definition()).contains("orders_status");
        assertThat(change.built().bytes()).isPositive();
        assertThat(change.effects())
                .filteredOn(effect -> effect.role() == Role.INTENDED)
                .singleElement()
                .satisfies(effect -> {
                    assertThat(effect.verdict()).isEqualTo(Verdict.BETTER);
                    assertThat(effect.usesIndex()).isTrue();
                    assertThat(effect.before().calls()).isEqualTo(30);
                    assertThat(effect.after().calls()).isEqualTo(30);
                    assertThat(effect.sampledMillisAfter())
                            .isLessThan(effect.sampledMillisBefore());
                });
        assertThat(orders.indexState("orders_status")).isEqualTo("valid");
        TrackRecord record = TrackRecord.of(List.of(change));
        assertThat(record.kept()).isEqualTo(1);
        assertThat(record.medianSavingError()).isBetween(0.0, 0.5);
    }

    @Test
    void aStatementThatComesTooSeldomIsJudgedByItsSamples() throws SQLException {
        orders.run(BY_STATUS, 1, 5);
        WorkloadStatement statement = orders.statement(BY_STATUS, 5);
        IndexChange change =
                made(
                        orders.changes(Orders.options(), () -> List.of(statement)),
                        index("orders_status", "(status)", statement.queryId()),
                        () -> {});

        assertThat(change.state()).isInstanceOf(Kept.class);
        assertThat(change.effects())
                .filteredOn(effect -> effect.role() == Role.INTENDED)
                .extracting(StatementEffect::verdict)
                .containsExactly(Verdict.BETTER);
    }

    @Test
    void anIndexThatMakesAnotherStatementWorseIsRolledBack() throws SQLException {
        orders.run(LATEST, 1, FEBRUARY);
        String intended = orders.queryId(LATEST);
        IndexChange change =
                made(
                        orders.changes(),
                        index("orders_created", "(created_at)", intended),
                        () -> {
                            orders.run(LATEST, 30, FEBRUARY);
                            orders.run(FIRST_OF_CUSTOMER, 30, 7);
                        });

        String harmed = orders.queryId(FIRST_OF_CUSTOMER);
        assertThat(change.state())
                .isInstanceOfSatisfying(
                        Reverted.class,
                        reverted ->
                                assertThat(reverted.reason())
                                        .contains(harmed)
                                        .contains("times as slow"));
        assertThat(change.effects())
                .filteredOn(effect -> effect.queryId().equals(intended))
                .extracting(StatementEffect::verdict)
                .containsExactly(Verdict.BETTER);
        assertThat(orders.indexState("orders_created")).isEqualTo("absent");
    }

    @Test
    void anIndexOfAHotColumnThatSlowsUpdatesIsRolledBack() throws SQLException {
        String seen = "SELECT count(*) FROM orders WHERE seen = ?";
        orders.run(seen, 1, 5);
        IndexChange change =
                made(
                        orders.changes(),
                        index("orders_seen", "(seen)", orders.queryId(seen)),
                        () -> {
                            orders.run(seen, 25, 5);
                            orders.run(TOUCH, 25, 3);
                            orders.execute("VACUUM orders");
                        });

        assertThat(change.state())
                .isInstanceOfSatisfying(
                        Reverted.class,
                        reverted ->
                                assertThat(reverted.reason()).contains("UPDATE orders SET seen"));
        assertThat(orders.indexState("orders_seen")).isEqualTo("absent");
    }

    @Test
    void anIndexThatNobodyUsesIsDroppedAgain() throws SQLException {
        orders.run(FIRST_OF_CUSTOMER, 1, 200);
        IndexChange change =
                made(
                        orders.changes(),
                        index("orders_seen", "(seen)", orders.queryId(FIRST_OF_CUSTOMER)),
                        () -> orders.run(FIRST_OF_CUSTOMER, 30, 200));

        assertThat(change.state()).isEqualTo(new Reverted("no statement uses it"));
        assertThat(orders.indexState("orders_seen")).isEqualTo("absent");
    }

    @Test
    void scansThatAreReportedLateCount() throws SQLException {
        orders.run(BY_STATUS, 1, 5);
        IndexChanges changes = orders.changes();
        List<Connection> running = new ArrayList<>();
        IndexChange change =
                made(
                        changes,
                        index("orders_status", "(status)", orders.queryId(BY_STATUS)),
                        () -> {
                            changes.refresh();
                            if (!(changes.recent().getFirst().state() instanceof Verifying)) {
                                orders.run(BY_STATUS, 30, 5);
                            } else if (running.isEmpty()) {
                                running.add(orders.runInTransaction(BY_STATUS, 30, 5));
                            } else {
                                running.getFirst().close();
                                orders.await(
                                        """
                                        SELECT idx_scan > 0 FROM pg_stat_user_indexes
                                        WHERE indexrelname = 'orders_status'
                                        """,
                                        "t");
                            }
                        });
        assertThat(change.state()).isInstanceOf(Kept.class);
    }

    @Test
    void aLongTransactionFailsTheBuildAfterLockTimeoutAndNothingIsLeft() throws Exception {
        IndexChanges changes =
                orders.changes(Orders.options().withLockTimeout(Duration.ofMillis(300)), List::of);
        changes.apply(index("orders_seen", "(seen)"), "test");
        changes.advance();
        time.advance(WINDOW);
        try (Connection old = orders.oldTransaction()) {
            assertThat(changes.advance()).isEqualTo(new Advance.Moved());
            assertThat(orders.indexState("orders_seen")).isEqualTo("invalid");
            // Dropping waits for the same transaction.
            assertThat(changes.advance()).isInstanceOf(Advance.Waiting.class);
            changes.refresh();
            assertThat(changes.recent().getFirst().note()).contains("not dropped yet");
            old.rollback();
        }
        changes.advance();
        changes.refresh();
        assertThat(changes.recent().getFirst().state())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.reason()).contains("lock-timeout"));
        assertThat(orders.indexState("orders_seen")).isEqualTo("absent");
        assertThat(
                        orders.text(
                                """
                                SELECT count(*) FROM pg_locks
                                WHERE locktype = 'advisory' AND database =
                                      (SELECT oid FROM pg_database WHERE datname = current_database())
                                """))
                .isEqualTo("0");
    }

    @Test
    void valuesThatAUniqueIndexForbidsFailTheBuildAndNothingIsLeft() throws SQLException {
        IndexProposal unique =
                index(
                        "orders_unique",
                        "CREATE UNIQUE INDEX CONCURRENTLY orders_unique ON public.orders (status)",
                        List.of());
        IndexChange change = made(orders.changes(), unique, () -> {});

        assertThat(change.state())
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.reason()).contains("unique"));
        assertThat(orders.indexState("orders_unique")).isEqualTo("absent");
    }

    @Test
    void anInvalidIndexLeftBehindIsDroppedAndBuiltAnew() throws SQLException {
        orders.execute("UPDATE orders SET seen = 0");
        try {
            orders.execute(
                    "CREATE UNIQUE INDEX CONCURRENTLY orders_status ON public.orders (status)");
        } catch (SQLException expected) {
            assertThat(expected.getSQLState()).isEqualTo("23505");
        }
        assertThat(orders.indexState("orders_status")).isEqualTo("invalid");

        orders.run(BY_STATUS, 1, 5);
        IndexChange change =
                made(
                        orders.changes(),
                        index("orders_status", "(status)", orders.queryId(BY_STATUS)),
                        () -> orders.run(BY_STATUS, 30, 5));

        assertThat(change.state()).isInstanceOf(Kept.class);
        assertThat(change.built().definition()).doesNotContain("UNIQUE");
    }

    @Test
    void anIndexThatSomebodyElseMadeUnderTheNameIsLeftAlone() throws SQLException {
        IndexChanges changes = orders.changes();
        changes.apply(index("orders_status", "(status)"), "test");
        orders.execute("CREATE INDEX orders_status ON orders (status, id)");
        changes.advance();
        time.advance(WINDOW);
        changes.advance();
        changes.refresh();

        assertThat(changes.recent().getFirst().state())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.reason()).contains("there already"));
        assertThat(changes.revert("suggestion-orders_status", "test"))
                .isInstanceOf(RevertAnswer.Over.class);
        assertThat(orders.indexState("orders_status")).isEqualTo("valid");
    }

    @Test
    void twoNodesThatApplyTheSameSuggestionBuildItOnce() throws Exception {
        List<Callable<ApplyAnswer>> calls =
                Collections.nCopies(
                        6,
                        () -> orders.changes().apply(index("orders_status", "(status)"), "test"));
        int accepted = 0;
        for (Future<ApplyAnswer> answer : nodes.invokeAll(calls)) {
            accepted += answer.get() instanceof ApplyAnswer.Accepted ? 1 : 0;
        }
        assertThat(accepted).isEqualTo(1);

        orders.changes().advance();
        time.advance(WINDOW);
        List<Callable<Advance>> builders = Collections.nCopies(6, () -> orders.changes().advance());
        for (Future<Advance> advance : nodes.invokeAll(builders)) {
            assertThat(advance.get()).isNotInstanceOf(Advance.Unavailable.class);
        }
        assertThat(orders.text("SELECT attempts FROM headroom.headroom_index_change"))
                .isEqualTo("1");
        assertThat(
                        orders.text(
                                "SELECT count(*) FROM headroom.headroom_index_step WHERE state = 'BUILDING'"))
                .isEqualTo("1");
        assertThat(orders.indexState("orders_status")).isEqualTo("valid");
    }

    @Test
    void aKeptIndexIsDroppedByHandAndMayBeAppliedAgain() throws SQLException {
        orders.run(BY_STATUS, 1, 5);
        IndexProposal index = index("orders_status", "(status)", orders.queryId(BY_STATUS));
        IndexChanges changes = orders.changes();
        Service service = () -> orders.run(BY_STATUS, 30, 5);
        assertThat(made(changes, index, service).state()).isInstanceOf(Kept.class);
        assertThat(changes.apply(index, "test")).isInstanceOf(ApplyAnswer.Existing.class);

        assertThat(changes.revert(index.suggestionId(), "ann"))
                .isInstanceOf(RevertAnswer.Accepted.class);
        changes.advance();
        changes.refresh();
        assertThat(changes.recent().getFirst().state()).isEqualTo(new Reverted("asked for by ann"));
        assertThat(orders.indexState("orders_status")).isEqualTo("absent");
        assertThat(made(changes, index, service).state()).isInstanceOf(Kept.class);
    }

    @Test
    void aBuildThatRunsShowsItsProgressAndIsEndedByHand() throws Exception {
        IndexProposal index = index("orders_status", "(status)");
        IndexChanges changes = orders.changes();
        changes.apply(index, "test");
        changes.advance();
        time.advance(WINDOW);
        try (Connection old = orders.oldTransaction()) {
            Future<Advance> build = nodes.submit(changes::advance);
            orders.await(
                    "SELECT phase FROM pg_stat_progress_create_index WHERE datname = current_database()",
                    "waiting for old snapshots");
            changes.refresh();
            BuildProgress progress = changes.recent().getFirst().progress();
            assertThat(progress.isRunning()).isTrue();
            assertThat(progress.share()).isBetween(0.9, 0.999);
            assertThat(progress.waitingFor()).isPositive();
            // The lock is held, so no other node touches the unfinished index.
            assertThat(orders.changes().advance()).isInstanceOf(Advance.Busy.class);

            assertThat(changes.revert(index.suggestionId(), "ann"))
                    .isInstanceOf(RevertAnswer.Accepted.class);
            old.rollback();
            assertThat(build.get()).isNotInstanceOf(Advance.Unavailable.class);
        }
        changes.advance();
        changes.refresh();
        assertThat(changes.recent().getFirst().state()).isEqualTo(new Reverted("asked for by ann"));
        assertThat(orders.indexState("orders_status")).isEqualTo("absent");
    }

    @Test
    void statisticsThatAreResetMeanwhileBeginTheWindowAnew() throws SQLException {
        orders.run(BY_STATUS, 30, 5);
        IndexChanges changes = orders.changes();
        changes.apply(index("orders_status", "(status)", orders.queryId(BY_STATUS)), "test");
        changes.advance();
        orders.run(BY_STATUS, 30, 5);
        time.advance(WINDOW);
        changes.advance();
        assertThat(orders.state(1)).isEqualTo("VERIFYING");
        orders.text(
                "SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = current_database()), 0)");
        time.advance(WINDOW);
        assertThat(changes.advance()).isInstanceOf(Advance.Waiting.class);
        orders.run(BY_STATUS, 30, 5);
        time.advance(WINDOW);
        changes.advance();
        assertThat(orders.state(1)).isEqualTo("KEPT");
    }
}
