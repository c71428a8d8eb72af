package io.headroom.postgres;

import io.headroom.core.Bytes;
import io.headroom.postgres.RefreshOutcome.Failed;
import io.headroom.postgres.RefreshOutcome.Refreshed;
import io.headroom.postgres.RefreshOutcome.SkippedFresh;
import io.headroom.postgres.RefreshOutcome.SkippedLocked;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Refreshes declared materialized views, each by one session of the cluster at a time.
///
/// A refresh is one transaction under the view's advisory lock: `REFRESH … CONCURRENTLY` (plain the
/// first time, when the view holds nothing that could be read meanwhile), what is to be done
/// afterwards, and the note of it for all nodes. Readers see the old content until the commit and
/// never wait.
///
/// Safe for use by many threads. A call occupies one connection of the data source for as long as
/// the refresh takes. Nodes compare times of their own clocks: a clock that is wrong by a minute
/// makes a view a minute early or late.
public final class ViewRefresher {

    private static final Logger LOG = LoggerFactory.getLogger(ViewRefresher.class);

    /// How much longer than the server the driver waits for a statement.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final DataSource dataSource;
    private final List<MaterializedView> views;
    private final RefreshLimits limits;
    private final InstantSource time;

    /// @param views the declared views, in the order in which a first filling shall happen
    public ViewRefresher(
            DataSource dataSource,
            List<MaterializedView> views,
            RefreshLimits limits,
            InstantSource time) {
        this.dataSource = dataSource;
        this.views = List.copyOf(views);
        this.limits = limits;
        this.time = time;
        long names = views.stream().map(MaterializedView::name).distinct().count();
        if (names != views.size()) {
            throw new IllegalArgumentException("views must be of different names: " + views);
        }
    }

    /// The declared views.
    public List<MaterializedView> views() {
        return views;
    }

    /// Refreshes the view unless that happened within its interval, on any node.
    ///
    /// @throws IllegalArgumentException when no view of this name was declared
    public RefreshOutcome refreshIfDue(String name) {
        MaterializedView view = view(name);
        return underLock(view, view.interval());
    }

    /// Refreshes the view however fresh it is; by hand, for instance.
    ///
    /// @throws IllegalArgumentException when no view of this name was declared
    public RefreshOutcome refreshNow(String name) {
        return underLock(view(name), Duration.ZERO);
    }

    /// What all nodes know about the declared views, in the order of their declaration.
    public List<ViewStatus> status() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return RefreshLog.read(connection, views);
        }
    }

    /// Fills views, in order, inside the transaction of the given connection: for a load that
    /// replaces their data. Not concurrently: whoever reads a view waits for the transaction's end.
    /// Neither commits nor rolls back; `work_mem` stays as `workMemory` says until then.
    public static void fill(
            Connection connection,
            List<MaterializedView> views,
            Bytes workMemory,
            InstantSource time)
            throws SQLException {
        setLocal(connection, "work_mem", workMemory.count() / 1024 + "kB");
        for (MaterializedView view : views) {
            Instant startedAt = time.instant();
            refresh(connection, view, "");
            Duration duration = Duration.between(startedAt, time.instant());
            RefreshLog.refreshed(connection, view.name(), startedAt, duration);
        }
    }

    private RefreshOutcome underLock(MaterializedView view, Duration interval) {
        Instant startedAt = time.instant();
        Connection connection;
        try {
            connection = dataSource.getConnection();
        } catch (SQLException e) {
            LOG.warn("{} was not refreshed: no connection: {}", view.name(), message(e));
            return new Failed(message(e));
        }
        boolean locked = false;
        try (connection) {
            boolean autoCommit = connection.getAutoCommit();
            int networkTimeout = connection.getNetworkTimeout();
            try {
                connection.setAutoCommit(true);
                // A data source's socketTimeout is for its short statements: it would break the
                // connection in the middle of a long refresh, which the server would not notice.
                connection.setNetworkTimeout(
                        Runnable::run,
                        Math.toIntExact(limits.statementTimeout().plus(GRACE).toMillis()));
                locked = lock(view).tryAcquire(connection);
                if (!locked) {
                    return new SkippedLocked();
                }
                Duration dueIn = dueIn(connection, view, interval);
                if (dueIn.isPositive()) {
                    return new SkippedFresh(dueIn);
                }
                return refreshInTransaction(connection, view, startedAt);
            } catch (SQLException e) {
                LOG.warn("{} was not refreshed", view.name(), e);
                recordFailure(connection, view, startedAt, message(e));
                return new Failed(message(e));
            } finally {
                giveBack(connection, view, locked, autoCommit, networkTimeout);
            }
        } catch (SQLException e) {
            LOG.warn("the connection that refreshed {} broke: {}", view.name(), message(e));
            return new Failed(message(e));
        }
    }

    private Duration dueIn(Connection connection, MaterializedView view, Duration interval)
            throws SQLException {
        @Nullable Instant refreshedAt = RefreshLog.read(connection, view).refreshedAt();
        return refreshedAt == null
                ? Duration.ZERO
                : Duration.between(time.instant(), refreshedAt.plus(interval));
    }

    private RefreshOutcome refreshInTransaction(
            Connection connection, MaterializedView view, Instant startedAt) throws SQLException {
        connection.setAutoCommit(false);
        applyLimits(connection);
        refresh(connection, view, isPopulated(connection, view) ? "CONCURRENTLY " : "");
        Duration duration = Duration.between(startedAt, time.instant());
        RefreshLog.refreshed(connection, view.name(), startedAt, duration);
        connection.commit();
        LOG.debug("{} was refreshed in {}", view.name(), duration);
        return new Refreshed(duration);
    }

    private static void refresh(Connection connection, MaterializedView view, String concurrently)
            throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("REFRESH MATERIALIZED VIEW " + concurrently + view.name());
            // A view filled for the first time would be planned for as if it were empty.
            statement.execute("ANALYZE " + view.name());
            for (String next : view.afterwards()) {
                statement.execute(next);
            }
        }
    }

    private void applyLimits(Connection connection) throws SQLException {
        setLocal(connection, "statement_timeout", limits.statementTimeout().toMillis() + "ms");
        setLocal(connection, "lock_timeout", limits.lockTimeout().toMillis() + "ms");
        setLocal(connection, "work_mem", limits.workMemory().count() / 1024 + "kB");
        // Known since PostgreSQL 17. What a pool sets for the service's own transactions is not
        // meant for a refresh, whose statements are bounded above.
        try (var statement = connection.createStatement()) {
            statement.execute(
                    """
                    SELECT /* headroom */ set_config('transaction_timeout', '0', true)
                    WHERE current_setting('transaction_timeout', true) IS NOT NULL
                    """);
        }
    }

    private static void setLocal(Connection connection, String setting, String value)
            throws SQLException {
        try (var statement =
                connection.prepareStatement("SELECT /* headroom */ set_config(?, ?, true)")) {
            statement.setString(1, setting);
            statement.setString(2, value);
            statement.execute();
        }
    }

    private static boolean isPopulated(Connection connection, MaterializedView view)
            throws SQLException {
        String sql =
                """
                SELECT /* headroom */ relispopulated FROM pg_class
                WHERE oid = to_regclass(?) AND relkind = 'm'
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, view.name());
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException(
                            "there is no materialized view "
                                    + view.name()
                                    + "; create it by a migration or declare it no longer");
                }
                return row.getBoolean(1);
            }
        }
    }

    /// On the session that holds the lock where it still lives, else on a new one.
    private void recordFailure(
            Connection connection, MaterializedView view, Instant startedAt, String error) {
        try {
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            RefreshLog.failed(connection, view.name(), startedAt, error);
        } catch (SQLException broken) {
            try (Connection another = dataSource.getConnection()) {
                another.setAutoCommit(true);
                RefreshLog.failed(another, view.name(), startedAt, error);
            } catch (SQLException unreachable) {
                LOG.warn(
                        "the failure of {} was not recorded: {}",
                        view.name(),
                        message(unreachable));
            }
        }
    }

    /// Leaves the connection as it was lent, or ends its session: a pool must never lend out a
    /// session that still holds the lock.
    private static void giveBack(
            Connection connection,
            MaterializedView view,
            boolean locked,
            boolean autoCommit,
            int networkTimeout)
            throws SQLException {
        try {
            connection.setAutoCommit(true);
            if (locked) {
                lock(view).release(connection);
            }
            connection.setNetworkTimeout(Runnable::run, networkTimeout);
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            LOG.warn("ending the session that refreshed {}: {}", view.name(), message(e));
            connection.abort(Runnable::run);
        }
    }

    /// A session's lock outlives the transaction of a failed refresh, so that the failure is
    /// recorded before another node tries.
    private static AdvisoryLock lock(MaterializedView view) {
        return new AdvisoryLock("headroom.view:" + view.name());
    }

    private MaterializedView view(String name) {
        return views.stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no view '"
                                        + name
                                        + "' was declared, only "
                                        + views.stream().map(MaterializedView::name).toList()));
    }

    private static String message(SQLException e) {
        @Nullable String message = e.getMessage();
        return message == null ? e.toString() : message;
    }
}
