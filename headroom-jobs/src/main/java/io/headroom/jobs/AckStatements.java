package io.headroom.jobs;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The statements that write down how runs ended. Each line matches by job and attempt, so that one
/// written twice, or too late, matches nothing.
final class AckStatements {

    /// No state is asked for: that would lure the planner to the index by state.
    private static final String FORGET =
            """
            DELETE FROM headroom_job AS j USING unnest(?::bigint[], ?::integer[]) AS a(id, attempt)
            WHERE j.id = a.id AND j.attempt = a.attempt
            """;

    private static final String KEEP =
            """
            WITH gone AS (
                DELETE FROM headroom_job AS j USING unnest(?::bigint[], ?::integer[], ?::text[]) AS a(id, attempt, result)
                WHERE j.id = a.id AND j.attempt = a.attempt
                RETURNING j.*, a.result)
            INSERT INTO headroom_job_done (slot, id, queue, kind, state, attempt, tenant, correlation_id, result,
                                           enqueued_at, finished_at)
            SELECT %s, id, queue, kind, ?::text, attempt, tenant, correlation_id, result, enqueued_at, clock_timestamp()
            FROM gone
            """
                    .formatted(Retention.TODAY);

    private static final String RETRY =
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

    private static final String BURY =
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

    private static final String UNMARK = "DELETE FROM headroom_job_cancel WHERE job = ANY (?)";

    private static final String GIVE_BACK =
            """
            UPDATE headroom_job AS j SET state = 1, node = NULL, progress = 0, note = ''
            FROM unnest(?::bigint[], ?::integer[]) AS a(id, attempt)
            WHERE j.id = a.id AND j.attempt = a.attempt
            """;

    private AckStatements() {}

    /// A run, and how it ended.
    private record Ended<E extends Ending>(Lease lease, E ending) {}

    /// Whether nothing stays of the job, so that one statement suffices.
    static boolean isForgotten(Ack ack) {
        return ack.ending().equals(Ending.Done.FORGOTTEN);
    }

    /// Writes down how runs ended; to be committed by the caller.
    ///
    /// @param node who says so, for the history of failures
    /// @return how many of the jobs were still those runs'
    static int write(Connection connection, String node, List<Ack> batch) throws SQLException {
        List<Ended<Ending>> forgotten = new ArrayList<>();
        List<Ended<Ending.Done>> kept = new ArrayList<>();
        List<Ended<Ending.Retry>> retried = new ArrayList<>();
        List<Ended<Ending.Dead>> dead = new ArrayList<>();
        List<Ended<Ending.Cancelled>> cancelled = new ArrayList<>();
        List<Ended<Ending>> returned = new ArrayList<>();
        for (Ack ack : batch) {
            Lease lease = ack.lease();
            switch (ack.ending()) {
                case Ending.Done done when done.kept() -> kept.add(new Ended<>(lease, done));
                case Ending.Done done -> forgotten.add(new Ended<>(lease, done));
                case Ending.Retry retry -> retried.add(new Ended<>(lease, retry));
                case Ending.Dead last -> dead.add(new Ended<>(lease, last));
                case Ending.Cancelled back -> cancelled.add(new Ended<>(lease, back));
                case Ending.Returned back -> returned.add(new Ended<>(lease, back));
            }
        }
        return update(connection, FORGET, 1, forgotten, _ -> {})
                + keep(connection, "done", kept, Ending.Done::result)
                + retry(connection, node, retried)
                + bury(connection, node, dead)
                + cancel(connection, cancelled)
                + update(connection, GIVE_BACK, 1, returned, _ -> {});
    }

    private static <E extends Ending> int keep(
            Connection connection, String state, List<Ended<E>> runs, Column<E> result)
            throws SQLException {
        return update(
                connection,
                KEEP,
                1,
                runs,
                statement -> {
                    statement.setArray(3, array(connection, "text", runs, result));
                    statement.setString(4, state);
                });
    }

    private static int retry(Connection connection, String node, List<Ended<Ending.Retry>> runs)
            throws SQLException {
        return update(
                connection,
                RETRY,
                2,
                runs,
                statement -> {
                    statement.setString(1, node);
                    statement.setArray(
                            4, array(connection, "bigint", runs, Ending.Retry::pauseMillis));
                    statement.setArray(
                            5, array(connection, "bigint", runs, Ending.Retry::aheadMillis));
                    statement.setArray(6, array(connection, "text", runs, Ending.Retry::error));
                });
    }

    private static int bury(Connection connection, String node, List<Ended<Ending.Dead>> runs)
            throws SQLException {
        return update(
                connection,
                BURY,
                1,
                runs,
                statement -> {
                    statement.setArray(3, array(connection, "text", runs, Ending.Dead::error));
                    statement.setString(4, node);
                });
    }

    private static int cancel(Connection connection, List<Ended<Ending.Cancelled>> runs)
            throws SQLException {
        if (runs.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement(UNMARK)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", runs.stream().map(run -> run.lease().id()).toArray()));
            statement.executeUpdate();
        }
        return keep(
                        connection,
                        "cancelled",
                        runs.stream().filter(run -> run.ending().kept()).toList(),
                        _ -> null)
                + update(
                        connection,
                        FORGET,
                        1,
                        runs.stream().filter(run -> !run.ending().kept()).toList(),
                        _ -> {});
    }

    private interface Binding {
        void of(PreparedStatement statement) throws SQLException;
    }

    /// Runs a statement that matches runs by job and attempt, if there are any.
    ///
    /// @param jobs the number of the parameter that takes the jobs; the next one takes the attempts
    /// @param others binds the other parameters
    private static int update(
            Connection connection,
            String sql,
            int jobs,
            List<? extends Ended<?>> runs,
            Binding others)
            throws SQLException {
        if (runs.isEmpty()) {
            return 0;
        }
        Long[] ids = new Long[runs.size()];
        Integer[] attempts = new Integer[ids.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = runs.get(i).lease().id();
            attempts[i] = runs.get(i).lease().attempt();
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(jobs, connection.createArrayOf("bigint", ids));
            statement.setArray(jobs + 1, connection.createArrayOf("integer", attempts));
            others.of(statement);
            return statement.executeUpdate();
        }
    }

    private interface Column<E> {
        @Nullable Object of(E ending);
    }

    private static <E extends Ending> Array array(
            Connection connection, String type, List<Ended<E>> runs, Column<E> column)
            throws SQLException {
        return connection.createArrayOf(
                type, runs.stream().map(run -> column.of(run.ending())).toArray());
    }
}
