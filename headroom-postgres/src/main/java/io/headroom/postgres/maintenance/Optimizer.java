package io.headroom.postgres.maintenance;

import io.headroom.postgres.AdvisoryLock;
import io.headroom.postgres.MaterializedView;
import io.headroom.postgres.RefreshOutcome;
import io.headroom.postgres.ViewRefresher;
import io.headroom.postgres.ViewStatus;
import io.headroom.postgres.maintenance.MaintenanceAction.Analyze;
import io.headroom.postgres.maintenance.MaintenanceAction.DropInvalidIndex;
import io.headroom.postgres.maintenance.MaintenanceAction.Refresh;
import io.headroom.postgres.maintenance.MaintenanceAction.Vacuum;
import io.headroom.postgres.maintenance.MaintenanceStep.State;
import io.headroom.postgres.maintenance.OptimizeOutcome.Busy;
import io.headroom.postgres.maintenance.OptimizeOutcome.Failed;
import io.headroom.postgres.maintenance.OptimizeOutcome.Ran;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does what an inspection found and what needs nobody's decision: drops invalid indexes, analyses,
/// vacuums, refreshes overdue views. One session of the cluster at a time, one statement at a time,
/// within limits, each step on record in the table `headroom_maintenance` (the file
/// `headroom_maintenance.sql` beside the classes creates it).
///
/// A step that fails is recorded and the next one begins. Safe for use by many threads. A run
/// occupies one connection for as long as it lasts, a refresh another one.
public final class Optimizer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Optimizer.class);

    /// Held for as long as a run lasts.
    static final AdvisoryLock LOCK = new AdvisoryLock("headroom.maintenance");

    private static final String MISSING_TABLE = "42P01";

    private final DataSource dataSource;
    private final Inspector inspector;
    private final ViewRefresher views;
    private final OptimizeLimits limits;
    private final InstantSource time;
    private final LongSupplier nanoTime;
    private volatile @Nullable Statement running;
    private volatile boolean closed;

    /// @param views the declared views; one of no views, where there are none
    /// @param nanoTime monotonic time in nanoseconds
    public Optimizer(
            DataSource dataSource,
            Inspector inspector,
            ViewRefresher views,
            OptimizeLimits limits,
            InstantSource time,
            LongSupplier nanoTime) {
        this.dataSource = dataSource;
        this.inspector = inspector;
        this.views = views;
        this.limits = limits;
        this.time = time;
        this.nanoTime = nanoTime;
    }

    /// What a run would do about what was found, in its order.
    ///
    /// @param byHand names of declared views to be refreshed however fresh they are
    /// @throws IllegalArgumentException when one of these was not declared
    public List<MaintenanceAction> plan(
            Inspection inspection, List<ViewStatus> status, Set<String> byHand) {
        requireDeclared(byHand);
        return MaintenancePlan.of(inspection, status, byHand, time.instant());
    }

    /// Inspects, then does what is to be done. Returns when it is done, or the budget is used up.
    ///
    /// @param askedBy who asked, for the record
    /// @param byHand names of declared views to be refreshed however fresh they are
    /// @throws IllegalArgumentException when one of these was not declared
    public OptimizeOutcome run(String askedBy, Set<String> byHand) {
        requireDeclared(byHand);
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            if (!LOCK.tryAcquire(connection)) {
                connection.setAutoCommit(autoCommit);
                return new Busy();
            }
            try {
                OptimizeOutcome outcome = underLock(connection, askedBy, byHand);
                LOCK.release(connection);
                connection.setAutoCommit(autoCommit);
                return outcome;
            } catch (SQLException | RuntimeException e) {
                // The session ends with its lock: a pool must never lend out one that holds it.
                connection.abort(Runnable::run);
                throw e;
            }
        } catch (SQLException e) {
            LOG.warn("maintenance did not run to its end", e);
            return new Failed(
                    MISSING_TABLE.equals(e.getSQLState())
                            ? "the table headroom_maintenance is missing: add the file"
                                    + " headroom_maintenance.sql to the migrations"
                            : message(e));
        }
    }

    /// The last run, on whichever node; empty when there was none.
    ///
    /// @throws SQLException when the database does not answer or the table is missing
    public Optional<MaintenanceRun> lastRun() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return MaintenanceLog.last(connection);
        }
    }

    /// Ends the statement that runs; the steps after it are skipped.
    @Override
    public void close() {
        closed = true;
        Statement current = running;
        if (current != null) {
            try {
                current.cancel();
            } catch (SQLException e) {
                LOG.debug("the running statement ended by itself", e);
            }
        }
    }

    private OptimizeOutcome underLock(Connection connection, String askedBy, Set<String> byHand)
            throws SQLException {
        try (WorkingSession session = WorkingSession.begin(connection, limits)) {
            return inSession(session, askedBy, byHand);
        }
    }

    private OptimizeOutcome inSession(WorkingSession session, String askedBy, Set<String> byHand)
            throws SQLException {
        long deadline = nanoTime.getAsLong() + limits.budget().toNanos();
        UUID run = UUID.randomUUID();
        List<MaintenanceAction> actions = plan(inspector.inspect(), views.status(), byHand);
        MaintenanceLog.plan(session.connection(), run, askedBy, time.instant(), actions);
        LOG.info("maintenance {} asked for by {}: {} steps", run, askedBy, actions.size());
        Map<State, Long> ended = new EnumMap<>(State.class);
        for (int i = 0; i < actions.size(); i++) {
            Duration left = Duration.ofNanos(deadline - nanoTime.getAsLong());
            State state = step(session, run, i + 1, actions.get(i), left);
            ended.merge(state, 1L, Long::sum);
        }
        return new Ran(run, ended);
    }

    private record Result(State state, String message) {

        static final Result DONE = new Result(State.DONE, "");
    }

    private State step(
            WorkingSession session, UUID run, int number, MaintenanceAction action, Duration left)
            throws SQLException {
        Instant startedAt = time.instant();
        Result result;
        if (closed) {
            result = new Result(State.SKIPPED, "the node was ended");
        } else if (left.toMillis() < 1) {
            result = new Result(State.SKIPPED, "the time of the run was used up");
        } else {
            MaintenanceLog.started(session.connection(), run, number, startedAt);
            try {
                result = carryOut(session, action, left);
            } catch (SQLException e) {
                if (Inspector.isLost(e)) {
                    throw e;
                }
                result = new Result(State.FAILED, message(e));
            }
        }
        Duration duration = Duration.between(startedAt, time.instant());
        MaintenanceLog.ended(
                session.connection(), run, number, result.state(), duration, result.message());
        LOG.info(
                "maintenance {} step {}: {}: {} after {} {}",
                run,
                number,
                action.statement(),
                result.state().label(),
                duration,
                result.message());
        return result.state();
    }

    private Result carryOut(WorkingSession session, MaintenanceAction action, Duration left)
            throws SQLException {
        return switch (action) {
            case Analyze analyze -> execute(session, analyze.statement(), left);
            case Vacuum vacuum -> execute(session, vacuum.statement(), left);
            case DropInvalidIndex drop ->
                    isStillInvalid(session.connection(), drop.subject())
                            ? execute(session, drop.statement(), left)
                            : new Result(State.SKIPPED, "it is valid, gone or being built by now");
            case Refresh refresh -> refresh(refresh);
        };
    }

    private Result execute(WorkingSession session, String sql, Duration left) throws SQLException {
        session.bound(left);
        try (Statement statement = session.connection().createStatement()) {
            running = statement;
            if (closed) {
                return new Result(State.SKIPPED, "the node was ended");
            }
            statement.execute(sql);
            // Without the right to it VACUUM and ANALYZE only warn, and do nothing.
            SQLWarning warning = statement.getWarnings();
            return warning == null
                    ? Result.DONE
                    : new Result(State.FAILED, String.valueOf(warning.getMessage()));
        } finally {
            running = null;
        }
    }

    private static boolean isStillInvalid(Connection connection, String index) throws SQLException {
        return IndexChecks.INVALID.ask(connection).stream()
                .anyMatch(row -> row.text("subject").equals(index));
    }

    private Result refresh(Refresh refresh) {
        RefreshOutcome outcome =
                refresh.byHand()
                        ? views.refreshNow(refresh.subject())
                        : views.refreshIfDue(refresh.subject());
        return switch (outcome) {
            case RefreshOutcome.Refreshed _ -> Result.DONE;
            case RefreshOutcome.SkippedFresh _ ->
                    new Result(State.SKIPPED, "another node has refreshed it by now");
            case RefreshOutcome.SkippedLocked _ ->
                    new Result(State.SKIPPED, "another session is refreshing it");
            case RefreshOutcome.Failed(String error) -> new Result(State.FAILED, error);
        };
    }

    private void requireDeclared(Set<String> byHand) {
        List<String> declared = views.views().stream().map(MaterializedView::name).toList();
        for (String name : byHand) {
            if (!declared.contains(name)) {
                throw new IllegalArgumentException(
                        "no view '" + name + "' was declared, only " + declared);
            }
        }
    }

    private static String message(SQLException e) {
        @Nullable String message = e.getMessage();
        return message == null ? e.toString() : message;
    }
}
