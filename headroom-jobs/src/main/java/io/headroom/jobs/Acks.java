package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
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

    /// How a run ended.
    sealed interface Ending {
        record Done(@Nullable String result, boolean kept) implements Ending {}

        record Retry(long pauseMillis, long aheadMillis, String error) implements Ending {}

        record Dead(String error) implements Ending {}

        record Cancelled(boolean kept) implements Ending {}

        record Returned() implements Ending {}
    }

    private record Ack(
            Lease lease, Ending ending, boolean urgent, CompletableFuture<Boolean> written) {}

    private final Database database;
    private final String node;
    private final Held held;
    private final LongSupplier nanos;
    private final BlockingQueue<Ack> queue = new LinkedBlockingQueue<>();
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
    void later(Lease lease, Ending how) {
        queue.add(new Ack(lease, how, false, new CompletableFuture<>()));
    }

    /// Writes it down at once.
    ///
    /// @return completes when it is; with false when this worker ended before
    CompletableFuture<Boolean> now(Lease lease, Ending how) {
        Ack ack = new Ack(lease, how, true, new CompletableFuture<>());
        queue.add(ack);
        return ack.written;
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

    private static final Ack STOP =
            new Ack(
                    new Lease(0, 0, "", new Kind("", 0), 0, 0, 0, 0, "", "", "", 0),
                    new Ending.Returned(),
                    true,
                    new CompletableFuture<>());

    private void run() {
        List<Ack> batch = new ArrayList<>(MOST);
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

    private void collect(List<Ack> batch) throws InterruptedException {
        batch.add(queue.take());
        queue.drainTo(batch, MOST - 1);
        long until = nanos.getAsLong() + LINGER_NANOS;
        while (batch.size() < ENOUGH && batch.stream().noneMatch(Ack::urgent)) {
            Ack next = queue.poll(until - nanos.getAsLong(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            batch.add(next);
            queue.drainTo(batch, MOST - batch.size());
        }
    }

    private void write(List<Ack> batch) {
        while (!batch.isEmpty()) {
            try {
                writeOnce(batch);
                return;
            } catch (Throwable e) {
                // Memory that was gone comes back; this thread would not.
                if (abandoned) {
                    batch.forEach(ack -> ack.written.complete(false));
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
                    for (Ack ack : List.copyOf(batch)) {
                        write(new ArrayList<>(List.of(ack)));
                    }
                    return;
                }
                if (e instanceof SQLException refused && isAboutData(refused)) {
                    Ack unwritable = batch.removeFirst();
                    LOG.error(
                            "the end of job {} is refused by PostgreSQL; it is tried again",
                            unwritable.lease.id(),
                            e);
                    Ending plain = new Ending.Retry(60_000, 0, "its end was refused by PostgreSQL");
                    boolean hopeless = unwritable.ending.equals(plain);
                    if (!hopeless) {
                        batch.add(new Ack(unwritable.lease, plain, true, unwritable.written));
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

    private void writeOnce(List<Ack> batch) throws SQLException {
        if (batch.stream().allMatch(ack -> ack.ending.equals(FORGOTTEN))) {
            database.alone(connection -> forget(connection, batch));
        } else {
            database.together(connection -> writeAll(connection, batch));
        }
        batch.forEach(this::written);
    }

    private void written(Ack ack) {
        held.remove(ack.lease);
        ack.written.complete(true);
    }

    private static final Ending FORGOTTEN = new Ending.Done(null, false);

    private int writeAll(Connection connection, List<Ack> batch) throws SQLException {
        int matched = 0;
        matched +=
                forget(
                        connection,
                        batch.stream().filter(ack -> ack.ending.equals(FORGOTTEN)).toList());
        matched +=
                keep(
                        connection,
                        batch.stream()
                                .filter(ack -> ack.ending instanceof Ending.Done d && d.kept)
                                .toList(),
                        "done");
        matched +=
                retry(
                        connection,
                        batch.stream().filter(ack -> ack.ending instanceof Ending.Retry).toList());
        matched +=
                bury(
                        connection,
                        batch.stream().filter(ack -> ack.ending instanceof Ending.Dead).toList());
        matched +=
                cancelled(
                        connection,
                        batch.stream()
                                .filter(ack -> ack.ending instanceof Ending.Cancelled)
                                .toList());
        matched +=
                giveBack(
                        connection,
                        batch.stream()
                                .filter(ack -> ack.ending instanceof Ending.Returned)
                                .toList());
        return matched;
    }

    /// No state is asked for: that would lure the planner to the index by state.
    private static final String FORGET =
            """
            DELETE FROM headroom_job AS j USING unnest(?::bigint[], ?::integer[]) AS a(id, attempt)
            WHERE j.id = a.id AND j.attempt = a.attempt
            """;

    private static int forget(Connection connection, List<Ack> acks) throws SQLException {
        if (acks.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
            bind(connection, statement, acks);
            return statement.executeUpdate();
        }
    }

    /// Acknowledges in the handler's transaction.
    ///
    /// @return whether the job was still this run's
    static boolean inTransaction(Connection connection, Lease lease, Ending.Done done)
            throws SQLException {
        List<Ack> one = List.of(new Ack(lease, done, true, new CompletableFuture<>()));
        return (done.kept ? keep(connection, one, "done") : forget(connection, one)) == 1;
    }

    private static int keep(Connection connection, List<Ack> acks, String state)
            throws SQLException {
        if (acks.isEmpty()) {
            return 0;
        }
        String sql =
                """
                WITH gone AS (
                    DELETE FROM headroom_job AS j USING unnest(?::bigint[], ?::integer[], ?::text[]) AS a(id, attempt, result)
                    WHERE j.id = a.id AND j.attempt = a.attempt
                    RETURNING j.*, a.result)
                INSERT INTO headroom_job_done (slot, id, queue, kind, state, attempt, tenant, correlation_id, result,
                                               enqueued_at, finished_at)
                SELECT %s, id, queue, kind, '%s', attempt, tenant, correlation_id, result, enqueued_at, clock_timestamp()
                FROM gone
                """
                        .formatted(Retention.TODAY, state);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(connection, statement, acks);
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "text",
                            acks.stream()
                                    .map(ack ->
                                            ack.ending instanceof Ending.Done done
                                                    ? done.result
                                                    : null)
                                    .toArray()));
            return statement.executeUpdate();
        }
    }

    private int retry(Connection connection, List<Ack> acks) throws SQLException {
        if (acks.isEmpty()) {
            return 0;
        }
        String sql =
                """
                UPDATE headroom_job AS j
                SET state = CASE WHEN a.pause > 0 THEN 0 ELSE 1 END, node = NULL, failures = j.failures + 1,
                    progress = 0, note = '', run_at = clock_timestamp() + a.pause * interval '1 millisecond',
                    rank = floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint + a.pause - a.ahead,
                    errors = CASE WHEN jsonb_array_length(j.errors) >= 10 THEN j.errors - 0 ELSE j.errors END
                             || jsonb_build_object('at', clock_timestamp(), 'attempt', j.attempt, 'node', ?::text,
                                                   'error', a.error)
                FROM unnest(?::bigint[], ?::integer[], ?::bigint[], ?::bigint[], ?::text[])
                     AS a(id, attempt, pause, ahead, error)
                WHERE j.id = a.id AND j.attempt = a.attempt
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, node);
            Ending.Retry[] endings = acks.stream().map(Ack::ending).toArray(Ending.Retry[]::new);
            bind(connection, statement, acks, 2);
            Long[] pauses = new Long[endings.length];
            Long[] ahead = new Long[endings.length];
            String[] errors = new String[endings.length];
            for (int i = 0; i < endings.length; i++) {
                pauses[i] = endings[i].pauseMillis;
                ahead[i] = endings[i].aheadMillis;
                errors[i] = endings[i].error;
            }
            statement.setArray(4, connection.createArrayOf("bigint", pauses));
            statement.setArray(5, connection.createArrayOf("bigint", ahead));
            statement.setArray(6, connection.createArrayOf("text", errors));
            return statement.executeUpdate();
        }
    }

    private int bury(Connection connection, List<Ack> acks) throws SQLException {
        if (acks.isEmpty()) {
            return 0;
        }
        String sql =
                """
                WITH gone AS (
                    DELETE FROM headroom_job AS j USING unnest(?::bigint[], ?::integer[], ?::text[]) AS a(id, attempt, error)
                    WHERE j.id = a.id AND j.attempt = a.attempt
                    RETURNING j.*, a.error)
                INSERT INTO headroom_job_dead (id, queue, lane, kind, priority, attempt, failures, crashes, tenant,
                                               correlation_id, payload, errors, enqueued_at)
                SELECT id, queue, lane, kind, priority, attempt, failures + 1, crashes, tenant, correlation_id, payload,
                       CASE WHEN jsonb_array_length(errors) >= 10 THEN errors - 0 ELSE errors END
                       || jsonb_build_object('at', clock_timestamp(), 'attempt', attempt, 'node', ?::text, 'error', error),
                       enqueued_at
                FROM gone
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(connection, statement, acks);
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "text",
                            acks.stream()
                                    .map(ack ->
                                            ack.ending instanceof Ending.Dead dead
                                                    ? dead.error
                                                    : "")
                                    .toArray()));
            statement.setString(4, node);
            return statement.executeUpdate();
        }
    }

    private static int cancelled(Connection connection, List<Ack> acks) throws SQLException {
        if (acks.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "DELETE FROM headroom_job_cancel WHERE job = ANY (?)")) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", acks.stream().map(ack -> ack.lease.id()).toArray()));
            statement.executeUpdate();
        }
        return keep(
                        connection,
                        acks.stream()
                                .filter(ack -> ack.ending instanceof Ending.Cancelled c && c.kept)
                                .toList(),
                        "cancelled")
                + forget(
                        connection,
                        acks.stream()
                                .filter(ack -> ack.ending instanceof Ending.Cancelled c && !c.kept)
                                .toList());
    }

    private static int giveBack(Connection connection, List<Ack> acks) throws SQLException {
        if (acks.isEmpty()) {
            return 0;
        }
        String sql =
                """
                UPDATE headroom_job AS j SET state = 1, node = NULL, progress = 0, note = ''
                FROM unnest(?::bigint[], ?::integer[]) AS a(id, attempt)
                WHERE j.id = a.id AND j.attempt = a.attempt
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(connection, statement, acks);
            return statement.executeUpdate();
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, List<Ack> acks)
            throws SQLException {
        bind(connection, statement, acks, 1);
    }

    private static void bind(
            Connection connection, PreparedStatement statement, List<Ack> acks, int from)
            throws SQLException {
        Long[] ids = new Long[acks.size()];
        Integer[] attempts = new Integer[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = acks.get(i).lease.id();
            attempts[i] = acks.get(i).lease.attempt();
        }
        statement.setArray(from, connection.createArrayOf("bigint", ids));
        statement.setArray(from + 1, connection.createArrayOf("integer", attempts));
    }
}
