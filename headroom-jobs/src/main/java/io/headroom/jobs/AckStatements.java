package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// The statements that write down how runs ended. Each line matches by job and attempt, so that one
/// written twice, or too late, matches nothing.
final class AckStatements {

    private AckStatements() {}

    /// Whether nothing stays of the job, so that one statement suffices.
    static boolean isForgotten(Ack ack) {
        return ack.ending().equals(Ending.Done.FORGOTTEN);
    }

    /// Writes down how runs ended; to be committed by the caller.
    ///
    /// @param node who says so, for the history of failures
    /// @return how many of the jobs were still those runs'
    static int write(Connection connection, String node, List<Ack> batch) throws SQLException {
        if (batch.stream().allMatch(AckStatements::isForgotten)) {
            return forget(connection, batch);
        }
        int matched = 0;
        matched += forget(connection, batch.stream().filter(AckStatements::isForgotten).toList());
        matched +=
                keep(
                        connection,
                        batch.stream()
                                .filter(ack -> ack.ending() instanceof Ending.Done d && d.kept())
                                .toList(),
                        "done");
        matched +=
                retry(
                        connection,
                        node,
                        batch.stream()
                                .filter(ack -> ack.ending() instanceof Ending.Retry)
                                .toList());
        matched +=
                bury(
                        connection,
                        node,
                        batch.stream().filter(ack -> ack.ending() instanceof Ending.Dead).toList());
        matched +=
                cancelled(
                        connection,
                        batch.stream()
                                .filter(ack -> ack.ending() instanceof Ending.Cancelled)
                                .toList());
        matched +=
                giveBack(
                        connection,
                        batch.stream()
                                .filter(ack -> ack.ending() instanceof Ending.Returned)
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
                                            ack.ending() instanceof Ending.Done done
                                                    ? done.result()
                                                    : null)
                                    .toArray()));
            return statement.executeUpdate();
        }
    }

    private static int retry(Connection connection, String node, List<Ack> acks)
            throws SQLException {
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
                pauses[i] = endings[i].pauseMillis();
                ahead[i] = endings[i].aheadMillis();
                errors[i] = endings[i].error();
            }
            statement.setArray(4, connection.createArrayOf("bigint", pauses));
            statement.setArray(5, connection.createArrayOf("bigint", ahead));
            statement.setArray(6, connection.createArrayOf("text", errors));
            return statement.executeUpdate();
        }
    }

    private static int bury(Connection connection, String node, List<Ack> acks)
            throws SQLException {
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
                                            ack.ending() instanceof Ending.Dead dead
                                                    ? dead.error()
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
                            "bigint", acks.stream().map(ack -> ack.lease().id()).toArray()));
            statement.executeUpdate();
        }
        return keep(
                        connection,
                        acks.stream()
                                .filter(ack ->
                                        ack.ending() instanceof Ending.Cancelled c && c.kept())
                                .toList(),
                        "cancelled")
                + forget(
                        connection,
                        acks.stream()
                                .filter(ack ->
                                        ack.ending() instanceof Ending.Cancelled c && !c.kept())
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
            ids[i] = acks.get(i).lease().id();
            attempts[i] = acks.get(i).lease().attempt();
        }
        statement.setArray(from, connection.createArrayOf("bigint", ids));
        statement.setArray(from + 1, connection.createArrayOf("integer", attempts));
    }
}
