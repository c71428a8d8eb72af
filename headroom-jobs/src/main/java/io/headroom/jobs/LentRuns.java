package io.headroom.jobs;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Runs the jobs of one place on a connection whose commits do not wait for the disk
/// ([QueueOptions#asyncCommit]).
///
/// The place keeps the connection while jobs wait for it: to borrow it, and to set and reset what
/// it waits for, would take as long as a short job. What a job committed is acknowledged on another
/// connection, whose commit waits for the log up to its own place in it, and so for what stands
/// before. A server that crashed in between has lost what its log's buffers held, and would take
/// the acknowledgement all the same; so that names the session, which must still live ([Acks]).
final class LentRuns {

    /// After so many, or so long, others may borrow the connection.
    private static final int MOST = 100;

    private static final long LONGEST_NANOS = 200_000_000;

    private final Runs runs;
    private final JobTransactions transactions;
    private final LongSupplier nanos;

    LentRuns(Runs runs, JobTransactions transactions, LongSupplier nanos) {
        this.runs = runs;
        this.transactions = transactions;
        this.nanos = nanos;
    }

    /// Runs a job, and those that wait for its place. One that fails is the last: the connection
    /// may be broken.
    ///
    /// @param next takes another; empty when none waits
    void run(RunningJob first, Supplier<Optional<RunningJob>> next) {
        try {
            transactions.lend(connection -> {
                ServerSession session = ServerSession.of(connection);
                long began = nanos.getAsLong();
                Optional<RunningJob> job = Optional.of(first);
                for (int i = 1; job.isPresent() && isDone(connection, session, job.get()); i++) {
                    boolean goesOn = i < MOST && nanos.getAsLong() - began < LONGEST_NANOS;
                    job = goesOn ? next.get() : Optional.empty();
                }
            });
        } catch (Throwable none) {
            if (!first.isSettled()) {
                runs.failed(first, none);
            }
        }
    }

    private boolean isDone(Connection connection, ServerSession session, RunningJob job) {
        try {
            handle(connection, job);
        } catch (Throwable error) {
            runs.failed(job, error);
            return false;
        }
        job.committedIn(session);
        runs.done(job);
        return true;
    }

    private void handle(Connection connection, RunningJob job) throws Exception {
        job.in(connection);
        boolean ended = false;
        try {
            runs.handle(job);
            ended = connection.getAutoCommit();
        } finally {
            job.in(null);
            if (!ended) {
                rollBack(connection);
            }
        }
        if (!ended) {
            throw new IllegalStateException(
                    "the handler left a transaction open, which was rolled back");
        }
    }

    private static void rollBack(Connection connection) throws SQLException {
        if (!connection.isClosed() && !connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }
}
