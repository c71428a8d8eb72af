package io.headroom.postgres.jdbc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// One connection, from the moment a thread got it of the pool until it gives it back. What it ran
/// last is written by the thread that works with it and may be read by any other; equal to itself
/// alone.
public final class Borrow {

    /// What the connection ran last, or runs.
    ///
    /// @param sql empty when it ran nothing yet
    /// @param sinceNanos when it began, on the data source's clock
    /// @param lastNanos when it, or the one before if it runs, ended
    /// @param running whether it has not ended
    public record Activity(String sql, long sinceNanos, long lastNanos, boolean running) {}

    private static final int NOT_ASKED = -1;
    private static final VarHandle RUNNING;

    static {
        try {
            RUNNING = MethodHandles.lookup().findVarHandle(Borrow.class, "running", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long id;
    private final String pool;
    private final Connection connection;
    private final Thread thread = Thread.currentThread();
    private final String endpoint;
    private final long waitedNanos;
    private final long sinceNanos;

    /// Asked for once, by whoever needs it: most borrows end before anybody does.
    private volatile int backendPid = NOT_ASKED;

    private volatile @Nullable BorrowPlace place;

    /// Written before `running`, which is written with release, so that a reader which sees a
    /// statement run sees which one. A reader may see the text of one and the time of the next.
    private String sql = "";

    private long sqlSinceNanos;
    private String previousSql = "";
    private long previousSinceNanos;
    private long endedNanos;

    @SuppressWarnings("UnusedVariable") // by the handle
    private boolean running;

    Borrow(
            long id,
            String pool,
            Connection connection,
            String endpoint,
            long waitedNanos,
            long sinceNanos) {
        this.id = id;
        this.pool = pool;
        this.connection = connection;
        this.endpoint = endpoint;
        this.waitedNanos = waitedNanos;
        this.sinceNanos = sinceNanos;
    }

    void begins(String text, long nanos) {
        previousSql = sql;
        previousSinceNanos = sqlSinceNanos;
        sql = text;
        sqlSinceNanos = nanos;
        RUNNING.setRelease(this, true);
    }

    void ended(long nanos) {
        endedNanos = nanos;
        RUNNING.setRelease(this, false);
    }

    void borrowedAt(BorrowPlace where) {
        place = where;
    }

    void forgetPlace() {
        place = null;
    }

    /// The frames above this layer that led to the borrow, the innermost first, at most 64; empty
    /// when they were not kept or it was returned.
    public List<StackTraceElement> place() {
        BorrowPlace kept = place;
        return kept == null ? List.of() : kept.frames();
    }

    /// Counts the borrows of its data source, from 1.
    public long id() {
        return id;
    }

    /// The data source's name.
    public String pool() {
        return pool;
    }

    /// The thread that borrowed it; others may work with it.
    public Thread thread() {
        return thread;
    }

    /// The route of the request that it was borrowed for; empty outside requests.
    public String endpoint() {
        return endpoint;
    }

    /// How long the thread waited for it.
    public long waitedNanos() {
        return waitedNanos;
    }

    /// When the thread got it, on the data source's clock.
    public long sinceNanos() {
        return sinceNanos;
    }

    /// What it runs, or ran last.
    public Activity activity() {
        boolean runs = (boolean) RUNNING.getAcquire(this);
        return new Activity(sql, sqlSinceNanos, endedNanos, runs);
    }

    /// What it ran before that; needs two statements to have begun.
    public Activity previous() {
        return new Activity(previousSql, previousSinceNanos, endedNanos, false);
    }

    /// The process of the server that serves the connection; 0 when it is not PostgreSQL's or was
    /// given back before anybody asked. Asks the driver's memory, not the server.
    public int backendPid() {
        int known = backendPid;
        if (known == NOT_ASKED) {
            known = askBackendPid();
            backendPid = known;
        }
        return known;
    }

    private int askBackendPid() {
        try {
            return connection.isWrapperFor(PGConnection.class)
                    ? connection.unwrap(PGConnection.class).getBackendPID()
                    : 0;
        } catch (SQLException returned) {
            return 0;
        }
    }

    @Override
    public int hashCode() {
        return Long.hashCode(id);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // equal to itself alone
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public String toString() {
        return "connection %d of %s (backend %d)".formatted(id, pool, backendPid());
    }
}
