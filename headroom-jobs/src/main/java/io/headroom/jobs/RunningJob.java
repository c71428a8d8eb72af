package io.headroom.jobs;

import java.sql.Connection;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A run of a handler, as its handler and its worker see it.
final class RunningJob implements JobContext {

    /// Why a run shall end before its handler returns.
    enum End {
        NO,
        TIMED_OUT,
        CANCELLED,
        STOPPED,
        LEASE_LOST
    }

    /// How far a run is.
    record Progress(double share, String note) {}

    private static final long NOT_YET = Long.MIN_VALUE;

    private final Lease lease;
    private final Node node;
    private final QueueOptions queue;
    private final Payloads payloads;
    private final OccupiedPlace place;
    private final LongSupplier nanos;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile End end = End.NO;
    private volatile long beganNanos;
    private volatile long handledNanos = NOT_YET;
    private volatile @Nullable Progress progress;
    private volatile @Nullable String result;
    private volatile @Nullable Connection connection;
    private volatile @Nullable ServerSession committedIn;
    private @Nullable Thread thread;

    /// @param place where it runs, alone or with others
    RunningJob(
            Lease lease,
            Node node,
            QueueOptions queue,
            Payloads payloads,
            OccupiedPlace place,
            LongSupplier nanos) {
        this.lease = lease;
        this.node = node;
        this.queue = queue;
        this.payloads = payloads;
        this.place = place;
        this.nanos = nanos;
        this.beganNanos = nanos.getAsLong();
    }

    Lease lease() {
        return lease;
    }

    QueueOptions options() {
        return queue;
    }

    OccupiedPlace place() {
        return place;
    }

    /// For how long the handler has run, or ran, the last time.
    long tookNanos() {
        long ended = handledNanos;
        return (ended == NOT_YET ? nanos.getAsLong() : ended) - beganNanos;
    }

    /// Whether the handler ended; what it did may still have to be written down.
    boolean isHandled() {
        return handledNanos != NOT_YET;
    }

    End end() {
        return end;
    }

    @Nullable String writtenResult() {
        return result;
    }

    /// The progress since this was asked last.
    @Nullable Progress takeProgress() {
        Progress last = progress;
        progress = null;
        return last;
    }

    /// Whoever settles a run first writes down how it ended: its own thread, or the watch when the
    /// handler does not end.
    boolean settle() {
        return settled.compareAndSet(false, true);
    }

    boolean isSettled() {
        return settled.get();
    }

    /// The handler is called. A second call has the whole time-out again.
    synchronized void enter(Thread runner) {
        thread = runner;
        if (isHandled()) {
            beganNanos = nanos.getAsLong();
            handledNanos = NOT_YET;
        }
        if (end != End.NO) {
            runner.interrupt();
        }
    }

    /// The handler returned: no interruption comes any more.
    synchronized void leave() {
        thread = null;
        handledNanos = nanos.getAsLong();
        Thread.interrupted();
    }

    /// Asks the handler to end.
    synchronized void end(End why) {
        if (end == End.NO) {
            end = why;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    void in(@Nullable Connection transaction) {
        connection = transaction;
    }

    /// What the handler did was committed, in a session whose commits do not wait for the disk.
    void committedIn(ServerSession session) {
        committedIn = session;
    }

    @Nullable ServerSession committedIn() {
        return committedIn;
    }

    /// Breaks the transaction of a handler that does not end.
    void abort() {
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (java.sql.SQLException e) {
                // The acknowledgement in it will match nothing, and roll it back.
                connection = null;
            }
        }
    }

    @Override
    public long id() {
        return lease.id();
    }

    @Override
    public String queue() {
        return lease.queue();
    }

    @Override
    public String type() {
        return lease.kind().type();
    }

    @Override
    public int attempt() {
        return lease.attempt();
    }

    @Override
    public int failures() {
        return lease.failures();
    }

    @Override
    public String tenant() {
        return lease.tenant();
    }

    @Override
    public String correlationId() {
        return lease.correlationId();
    }

    @Override
    public void progress(double share, String note) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be 0 to 1, but is " + share);
        }
        String plain = note.replace("\0", "");
        progress = new Progress(share, plain.substring(0, Math.min(200, plain.length())));
    }

    @Override
    public void result(Object value) {
        result = payloads.write("the result of a job '" + type() + "'", value);
    }

    @Override
    public boolean isCancelled() {
        return end != End.NO || !node.holds(lease.node()) || settled.get();
    }

    @Override
    public void ensureHeld() {
        if (isCancelled()) {
            String why =
                    switch (end) {
                        case TIMED_OUT -> "it ran longer than " + queue.timeout();
                        case CANCELLED -> "it was cancelled";
                        case STOPPED -> "its node ends";
                        case LEASE_LOST, NO -> "its node's lease could not be renewed";
                    };
            throw new JobCancelledException("the job %d shall end: %s".formatted(id(), why));
        }
    }

    @Override
    public Connection connection() {
        Connection open = connection;
        if (open == null) {
            throw new IllegalStateException(
                    "the queue '%s' has mode %s; a handler has a connection in mode IN_TX, or with asyncCommit"
                            .formatted(queue(), queue.mode()));
        }
        return open;
    }
}
