package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the jobs of one place in mode `IN_TX`, several in a transaction where that is allowed and
/// they wait.
///
/// The first job stands alone: its failure is the transaction's. Each further one has a savepoint.
/// So an idle queue pays for none. The end of the transaction acknowledges all that are done with
/// one statement, which must find each of them still to be this node's, or nothing is committed.
///
/// Whether a commit whose answer was lost happened does not matter: a job that is acknowledged
/// matches no second time, and a second run of it rolls back.
final class TransactedRuns {

    private static final Logger LOG = LoggerFactory.getLogger(TransactedRuns.class);

    /// After so long no further job begins: what the others did is locked, and not seen, until the
    /// commit.
    private static final long LONGEST_NANOS = 20_000_000;

    private static final String OPEN = "SAVEPOINT headroom_job";

    /// With one round trip.
    private static final String PASS = "RELEASE SAVEPOINT headroom_job; SAVEPOINT headroom_job";

    private static final String UNDO = "ROLLBACK TO SAVEPOINT headroom_job";

    private final Runs runs;
    private final JobTransactions transactions;
    private final LongSupplier nanos;

    TransactedRuns(Runs runs, JobTransactions transactions, LongSupplier nanos) {
        this.runs = runs;
        this.transactions = transactions;
        this.nanos = nanos;
    }

    /// A transaction of one job or several.
    private static final class Shared {

        final List<RunningJob> done = new ArrayList<>();

        /// Whether more than the first began.
        boolean byMany;
    }

    /// Runs a job, and those that wait for its place.
    ///
    /// @param isAwaited whether another one waits
    /// @param next takes it; empty when there is none after all
    void run(RunningJob first, BooleanSupplier isAwaited, Supplier<Optional<RunningJob>> next) {
        Shared shared = new Shared();
        try {
            transactions.run(connection -> {
                handle(connection, first);
                shared.done.add(first);
                handleMore(connection, first.options(), isAwaited, next, shared);
                acknowledge(connection, shared.done);
            });
            shared.done.forEach(runs::committed);
        } catch (Throwable error) {
            if (shared.byMany) {
                LOG.info(
                        "a transaction of several jobs failed, {} of them run again each in one of its own: {}",
                        shared.done.size(),
                        error.toString());
                shared.done.forEach(this::runAlone);
            } else {
                runs.failed(first, error);
            }
        }
    }

    private void runAlone(RunningJob job) {
        if (job.isSettled() || !runs.isHeld(job)) {
            return;
        }
        try {
            transactions.run(connection -> {
                handle(connection, job);
                acknowledge(connection, List.of(job));
            });
            runs.committed(job);
        } catch (Throwable error) {
            runs.failed(job, error);
        }
    }

    private void handleMore(
            Connection connection,
            QueueOptions queue,
            BooleanSupplier isAwaited,
            Supplier<Optional<RunningJob>> next,
            Shared shared)
            throws Exception {
        long began = nanos.getAsLong();
        boolean opened = false;
        while (shared.done.size() < queue.jobsPerTransaction()
                && nanos.getAsLong() - began < LONGEST_NANOS
                && isAwaited.getAsBoolean()) {
            if (!opened) {
                execute(connection, OPEN);
                opened = true;
            }
            Optional<RunningJob> job = next.get();
            if (job.isEmpty()) {
                // It waits for the rate's next token, or is no longer ours. The others do not wait.
                return;
            }
            shared.byMany = true;
            handleOneMore(connection, job.get(), shared.done);
        }
    }

    private void handleOneMore(Connection connection, RunningJob job, List<RunningJob> done)
            throws Exception {
        try {
            handle(connection, job);
            execute(connection, PASS);
            done.add(job);
        } catch (Throwable error) {
            try {
                undo(connection);
            } finally {
                runs.failed(job, error);
            }
        }
    }

    private void undo(Connection connection) throws SQLException {
        if (!transactions.canUndoInPart()) {
            throw new SQLException("what a job registered for the commit cannot be undone alone");
        }
        execute(connection, UNDO);
    }

    private void handle(Connection connection, RunningJob job) throws Exception {
        job.in(connection);
        try {
            runs.handle(job);
        } finally {
            job.in(null);
        }
    }

    private void acknowledge(Connection connection, List<RunningJob> done) throws SQLException {
        List<Ack> acks = done.stream().map(job -> new Ack(job.lease(), Runs.ending(job))).toList();
        int matched = AckStatements.write(connection, "", acks);
        if (matched != acks.size()) {
            throw new JobCancelledException(
                    "%d of %d jobs from %d on are no longer this run's"
                            .formatted(
                                    acks.size() - matched,
                                    acks.size(),
                                    acks.getFirst().lease().id()));
        }
    }

    /// Prepared, since the driver then parses it once for each connection.
    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }
}
