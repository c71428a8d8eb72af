package io.headroom.postgres.session;

import io.headroom.postgres.jdbc.Borrows;
import io.headroom.postgres.jdbc.ConnectionFailures;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the server's sessions in rounds, over one connection of its own. The owner calls
/// [#collect] every few seconds, on a thread that may wait; everything else answers from memory and
/// may be asked by any thread. Idle, a round is two small statements.
public final class SessionWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SessionWatch.class);

    private final SessionOptions options;
    private final InstantSource clock;
    private final WatchConnection connection;
    private final Contention contention;
    private final DeadlockWatch deadlocks;
    private volatile Sessions latest = Sessions.notAskedYet();

    /// @param source makes connections beside the pool; each round uses the same one
    /// @param ownApplication the `application_name` of the service's sessions where the source does
    ///   not set one; may be empty
    /// @param borrows knows who works with which backend
    public SessionWatch(
            DataSource source,
            String ownApplication,
            SessionOptions options,
            Borrows borrows,
            InstantSource clock) {
        this.options = options;
        this.clock = clock;
        this.connection = new WatchConnection(source, ownApplication);
        this.contention = new Contention(options.contentionHistory());
        this.deadlocks = new DeadlockWatch(borrows, clock);
    }

    /// What counts as long.
    public SessionOptions options() {
        return options;
    }

    /// One round. Never throws: a server that does not answer shows in [#latest].
    public synchronized void collect() {
        Instant now = clock.instant();
        Sessions before = latest;
        try {
            latest = look(now, before);
            if (!before.reachable()) {
                latest.abilities()
                        .missing()
                        .forEach(each -> LOG.warn("PostgreSQL watch: {}", each));
            }
        } catch (SQLException | RuntimeException e) {
            connection.close();
            latest =
                    before.unreachable(
                            now, ConnectionFailures.in(e), String.valueOf(e.getMessage()));
            if (before.reachable()) {
                LOG.warn("PostgreSQL watch: no answer: {}", e.getMessage());
            }
        }
    }

    private Sessions look(Instant now, Sessions before) throws SQLException {
        Connection open = connection.get();
        Abilities abilities = connection.abilities();
        Map<Integer, Session> sessions = Activity.sessions(open, abilities.application());
        boolean blocked = sessions.values().stream().anyMatch(each -> !each.blockedBy().isEmpty());
        List<LockWait> waits = blocked ? Activity.waits(open) : List.of();
        contention.add(now, Duration.between(before.at(), now), waits);
        deadlocks.look(Activity.deadlocks(open), open);
        return new Sessions(
                now,
                true,
                false,
                "",
                abilities,
                List.copyOf(sessions.values()),
                longest(sessions, this::runsLong, Session::statementSeconds),
                longest(sessions, this::idlesLong, Session::stateSeconds),
                waits,
                BlockingForest.trees(sessions, BlockingForest.byPid(waits)));
    }

    private boolean runsLong(Session session) {
        return session.active()
                && session.backendType().equals("client backend")
                && session.statementSeconds() > options.longRunning().toNanos() / 1e9;
    }

    private boolean idlesLong(Session session) {
        return session.idleInTransaction()
                && session.stateSeconds() > options.idleInTransaction().toNanos() / 1e9;
    }

    private static List<Session> longest(
            Map<Integer, Session> sessions, Predicate<Session> of, ToDoubleFunction<Session> age) {
        return sessions.values().stream()
                .filter(of)
                .sorted(Comparator.comparingDouble(age).reversed())
                .toList();
    }

    /// The last look.
    public Sessions latest() {
        return latest;
    }

    /// Waits for locks over time.
    public Contention contention() {
        return contention;
    }

    /// Deadlocks: it has to be told of statements, too.
    public DeadlockWatch deadlocks() {
        return deadlocks;
    }

    /// Runs work on the watch's connection, between rounds.
    synchronized <T> T onConnection(Work<T> work) throws SQLException {
        try {
            return work.on(connection.get());
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// Work that needs a connection beside the pool.
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /// Ends the connection. A later round would make a new one.
    @Override
    public synchronized void close() {
        connection.close();
    }
}
