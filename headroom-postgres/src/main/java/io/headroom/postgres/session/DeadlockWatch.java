package io.headroom.postgres.session;

import io.headroom.postgres.jdbc.Borrow;
import io.headroom.postgres.jdbc.Borrows;
import io.headroom.postgres.jdbc.Execution;
import io.headroom.postgres.jdbc.StatementListener;
import io.headroom.postgres.session.Deadlock.Participant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Deadlocks, with the statements of both sides.
///
/// The victim's error names the processes and the locks but no statement of the other side: that
/// the server only logs. A session of this process is looked up at once among the borrowed
/// connections; one of another process is asked for in the next round, where its statement is
/// believed if it began before the deadlock. Safe for use by many threads.
public final class DeadlockWatch implements StatementListener {

    private static final String DEADLOCK_DETECTED = "40P01";
    private static final int MOST = 50;
    private static final int MOST_PENDING = 100;

    /// A statement that began later than this before the victim was told may be the one after.
    private static final long SURE_NANOS = 5_000_000;

    private static final String OTHER =
            """
            SELECT /* headroom */ coalesce(application_name, ''), left(coalesce(query, ''), 1024)
            FROM pg_stat_activity
            WHERE pid = ? AND query_start < ?::timestamptz
            """;

    private final Borrows borrows;
    private final InstantSource clock;
    private final ConcurrentLinkedQueue<Deadlock> pending = new ConcurrentLinkedQueue<>();
    private final Deque<Deadlock> resolved = new ArrayDeque<>();
    private long ofServer;
    private long ofServerBefore = -1;
    private long own;

    DeadlockWatch(Borrows borrows, InstantSource clock) {
        this.borrows = borrows;
        this.clock = clock;
    }

    @Override
    public void executed(Execution execution) {
        Throwable error = execution.error();
        if (error != null) {
            ServerErrorMessage message = deadlock(error);
            if (message != null && pending.size() < MOST_PENDING) {
                pending.add(deadlock(message, execution));
            }
        }
    }

    /// A batch wraps what the server said.
    private static @Nullable ServerErrorMessage deadlock(Throwable error) {
        Throwable at = error;
        for (int depth = 0; at != null && depth < 5; depth++) {
            if (at instanceof PSQLException said && DEADLOCK_DETECTED.equals(said.getSQLState())) {
                return said.getServerErrorMessage();
            }
            Throwable next = at instanceof SQLException sql ? sql.getNextException() : null;
            at = next == null ? at.getCause() : next;
        }
        return null;
    }

    private Deadlock deadlock(ServerErrorMessage message, Execution execution) {
        int victim = execution.borrow().backendPid();
        long toldNanos = execution.borrow().activity().sinceNanos() + execution.nanos();
        String detail = message.getDetail() == null ? "" : message.getDetail();
        List<Participant> participants = new ArrayList<>();
        for (DeadlockDetail each : DeadlockDetail.parse(detail)) {
            boolean isVictim = each.pid() == victim;
            Optional<Borrow> ours = isVictim ? Optional.empty() : borrows.byBackend(each.pid());
            participants.add(
                    new Participant(
                            each.pid(),
                            isVictim,
                            each.waitsFor(),
                            each.blockedBy(),
                            isVictim
                                    ? execution.sql()
                                    : ours.map(borrow -> ranAt(borrow, toldNanos)).orElse(""),
                            isVictim ? execution.endpoint() : ours.map(Borrow::endpoint).orElse(""),
                            ""));
        }
        if (participants.stream().noneMatch(Participant::victim)) {
            participants.addFirst(
                    new Participant(
                            victim, true, "", 0, execution.sql(), execution.endpoint(), ""));
        }
        String where = message.getWhere() == null ? "" : message.getWhere();
        return new Deadlock(clock.instant(), where, participants);
    }

    private static String ranAt(Borrow borrow, long nanos) {
        Borrow.Activity last = borrow.activity();
        boolean justBegan = nanos - last.sinceNanos() < SURE_NANOS;
        Borrow.Activity then = justBegan ? borrow.previous() : last;
        return then.sql().isEmpty() ? last.sql() : then.sql();
    }

    /// Whether a deadlock waits for the next round to be complete, which should come soon.
    public boolean pending() {
        return !pending.isEmpty();
    }

    /// Takes in what a round found, and completes what is pending.
    void look(long counted, Connection connection) throws SQLException {
        synchronized (this) {
            // After a reset the count begins again at 0.
            if (ofServerBefore >= 0) {
                ofServer += counted < ofServerBefore ? counted : counted - ofServerBefore;
            }
            ofServerBefore = counted;
        }
        for (Deadlock next = pending.peek(); next != null; next = pending.peek()) {
            Deadlock complete = complete(next, connection);
            pending.remove();
            add(complete);
        }
    }

    private static Deadlock complete(Deadlock deadlock, Connection connection) throws SQLException {
        List<Participant> participants = new ArrayList<>();
        for (Participant each : deadlock.participants()) {
            participants.add(
                    each.statement().isEmpty() ? ask(each, deadlock.at(), connection) : each);
        }
        return new Deadlock(deadlock.at(), deadlock.where(), participants);
    }

    private static Participant ask(Participant unknown, Instant at, Connection connection)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OTHER)) {
            statement.setInt(1, unknown.pid());
            statement.setString(2, at.toString());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Participant(
                                unknown.pid(),
                                unknown.victim(),
                                unknown.waitsFor(),
                                unknown.blockedBy(),
                                row.getString(2),
                                unknown.endpoint(),
                                row.getString(1))
                        : unknown;
            }
        }
    }

    private synchronized void add(Deadlock deadlock) {
        own++;
        resolved.addFirst(deadlock);
        while (resolved.size() > MOST) {
            resolved.removeLast();
        }
    }

    /// The last 50 whose victim was this process, the latest first.
    public synchronized List<Deadlock> latest() {
        return List.copyOf(resolved);
    }

    /// How many there were whose victim was this process.
    public synchronized long own() {
        return own;
    }

    /// How many the server resolved in this database since the watch began, by
    /// `pg_stat_database.deadlocks`; victims elsewhere included. The server counts within a second
    /// or so of the error.
    public synchronized long ofServer() {
        return ofServer;
    }
}
