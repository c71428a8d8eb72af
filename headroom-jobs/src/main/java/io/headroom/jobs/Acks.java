package io.headroom.jobs;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down how runs ended, many with one commit. What cannot be written is kept and tried until
/// it can: each line matches by job and attempt, so that one written twice, or too late, matches
/// nothing.
final class Acks {

    private static final Logger LOG = LoggerFactory.getLogger(Acks.class);
    private static final int MOST = 1_000;
    private static final int ENOUGH = 256;
    private static final long LINGER_NANOS = 4_000_000;
    private static final long PAUSE_NANOS = 200_000_000;
    private static final long LOG_EVERY_NANOS = 10_000_000_000L;

    /// @param urgent somebody waits for it
    /// @param written completes when it is, with false when this worker ended before
    private record Pending(Ack ack, boolean urgent, CompletableFuture<Boolean> written) {}

    private final Database database;
    private final String node;
    private final Held held;
    private final LongSupplier nanos;
    private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean ending;
    private volatile boolean abandoned;
    private long loggedAtNanos;

    Acks(Database database, String node, Held held, LongSupplier nanos) {
        this.held = held;
        this.database = database;
        this.node = node;
        this.nanos = nanos;
        this.loggedAtNanos = nanos.getAsLong() - LOG_EVERY_NANOS;
        this.thread = Thread.ofPlatform().daemon().name("headroom-jobs-ack").start(this::run);
    }

    /// Writes it down soon.
    void later(Ack ack) {
        queue.add(new Pending(ack, false, new CompletableFuture<>()));
    }

    /// Writes it down at once.
    ///
    /// @return completes when it is; with false when this worker ended before
    CompletableFuture<Boolean> now(Ack ack) {
        Pending pending = new Pending(ack, true, new CompletableFuture<>());
        queue.add(pending);
        return pending.written;
    }

    /// Writes what is left, and ends.
    ///
    /// @param deadlineNanos what cannot be written until then is left to those who rescue this
    ///   node's jobs
    void close(long deadlineNanos) {
        ending = true;
        queue.add(STOP);
        try {
            thread.join(Math.max(1, (deadlineNanos - nanos.getAsLong()) / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abandoned = true;
        LockSupport.unpark(thread);
    }

    private static final Pending STOP =
            new Pending(
                    new Ack(
                            new Lease(0, 0, "", new Kind("", 0), 0, 0, 0, 0, "", "", "", 0),
                            new Ending.Returned()),
                    true,
                    new CompletableFuture<>());

    private void run() {
        List<Pending> batch = new ArrayList<>(MOST);
        while (!(ending && queue.isEmpty())) {
            try {
                collect(batch);
            } catch (InterruptedException e) {
                continue;
            }
            batch.remove(STOP);
            write(batch);
            batch.clear();
        }
    }

    private void collect(List<Pending> batch) throws InterruptedException {
        batch.add(queue.take());
        queue.drainTo(batch, MOST - 1);
        long until = nanos.getAsLong() + LINGER_NANOS;
        int looked = 0;
        while (batch.size() < ENOUGH && !isAnyUrgent(batch.subList(looked, batch.size()))) {
            looked = batch.size();
            Pending next = queue.poll(until - nanos.getAsLong(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            batch.add(next);
            queue.drainTo(batch, MOST - batch.size());
        }
    }

    private static boolean isAnyUrgent(List<Pending> pending) {
        return pending.stream().anyMatch(Pending::urgent);
    }

    private void write(List<Pending> batch) {
        while (!batch.isEmpty()) {
            try {
                writeOnce(batch);
                return;
            } catch (Throwable e) {
                // Memory that was gone comes back; this thread would not.
                if (abandoned) {
                    batch.forEach(pending -> pending.written.complete(false));
                    return;
                }
                if (nanos.getAsLong() - loggedAtNanos > LOG_EVERY_NANOS) {
                    loggedAtNanos = nanos.getAsLong();
                    LOG.warn(
                            "cannot write down that {} jobs ended, trying on: {}",
                            batch.size() + queue.size(),
                            e.toString());
                }
                if (e instanceof SQLException refused && isAboutData(refused) && batch.size() > 1) {
                    for (Pending pending : List.copyOf(batch)) {
                        write(new ArrayList<>(List.of(pending)));
                    }
                    return;
                }
                if (e instanceof SQLException refused && isAboutData(refused)) {
                    Pending unwritable = batch.removeFirst();
                    LOG.error(
                            "the end of job {} is refused by PostgreSQL; it is tried again",
                            unwritable.ack.lease().id(),
                            e);
                    Ending plain = new Ending.Retry(60_000, 0, "its end was refused by PostgreSQL");
                    boolean hopeless = unwritable.ack.ending().equals(plain);
                    if (!hopeless) {
                        batch.add(
                                new Pending(
                                        new Ack(unwritable.ack.lease(), plain),
                                        true,
                                        unwritable.written));
                    }
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /// Data exceptions and broken constraints: another try would end the same.
    private static boolean isAboutData(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    private void writeOnce(List<Pending> batch) throws SQLException {
        List<Ack> acks = batch.stream().map(Pending::ack).toList();
        if (acks.stream().allMatch(AckStatements::isForgotten)) {
            database.alone(connection -> write(connection, acks));
        } else {
            database.together(connection -> write(connection, acks));
        }
        batch.forEach(this::written);
    }

    private int write(Connection connection, List<Ack> acks) throws SQLException {
        return AckStatements.write(connection, node, withoutDoubtful(connection, acks));
    }

    /// What was done in a session that lives is in the log before what this connection is going to
    /// commit. Of another one that is not known, and the job runs again.
    private static List<Ack> withoutDoubtful(Connection connection, List<Ack> acks)
            throws SQLException {
        Set<ServerSession> sessions =
                acks.stream()
                        .map(Ack::committedIn)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        if (sessions.isEmpty()) {
            return acks;
        }
        Set<ServerSession> gone = new HashSet<>(sessions);
        gone.removeAll(ServerSession.alive(connection, sessions));
        if (gone.isEmpty()) {
            return acks;
        }
        LOG.info(
                "sessions ended before what jobs did in them was known to be on the disk; these run again: {}",
                acks.stream()
                        .filter(ack -> gone.contains(ack.committedIn()))
                        .map(ack -> ack.lease().id())
                        .toList());
        return acks.stream()
                .map(ack -> gone.contains(ack.committedIn()) ? ack.returned() : ack)
                .toList();
    }

    private void written(Pending pending) {
        held.remove(pending.ack.lease());
        pending.written.complete(true);
    }
}
