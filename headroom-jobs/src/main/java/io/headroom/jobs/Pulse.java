package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The regular look at the tables: what is due becomes ready, and what is ready, paused or to be
/// cancelled is told. One question for all queues, so that an idle service costs the same few index
/// probes with five queues and with fifty.
final class Pulse {

    private static final String PROMOTE =
            """
            UPDATE headroom_job SET state = 1
            WHERE id = ANY (ARRAY (
                SELECT id FROM headroom_job WHERE state = 0 AND run_at <= statement_timestamp()
                ORDER BY run_at LIMIT 1000 FOR UPDATE SKIP LOCKED))
            """;

    /// A loose scan of the index: one probe for each lane that has something, however many jobs it
    /// has.
    private static final String LOOK =
            """
            WITH RECURSIVE lanes AS (
                (SELECT queue, lane FROM headroom_job WHERE state = 1 ORDER BY queue, lane LIMIT 1)
                UNION ALL
                SELECT n.queue, n.lane
                FROM lanes AS l
                CROSS JOIN LATERAL (
                    SELECT j.queue, j.lane FROM headroom_job AS j
                    WHERE j.state = 1 AND (j.queue, j.lane) > (l.queue, l.lane)
                    ORDER BY j.queue, j.lane LIMIT 1) AS n)
            (SELECT 'ready', queue, lane FROM lanes LIMIT 5000)
            UNION ALL SELECT 'paused', queue, '' FROM headroom_job_pause
            UNION ALL (SELECT 'cancel', job::text, '' FROM headroom_job_cancel LIMIT 1000)
            """;

    private static final String PROGRESS =
            """
            UPDATE headroom_job AS j SET progress = a.share, note = a.note
            FROM unnest(?::bigint[], ?::integer[], ?::real[], ?::text[]) AS a(id, attempt, share, note)
            WHERE j.id = a.id AND j.attempt = a.attempt
            """;

    private Pulse() {}

    /// What there is to do.
    ///
    /// @param ready the lanes that have something, by queue
    /// @param paused queues
    /// @param cancelled jobs
    record Sight(Map<String, Set<String>> ready, Set<String> paused, Set<Long> cancelled) {}

    static Sight look(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PROMOTE)) {
            int promoted = 1_000;
            while (promoted == 1_000) {
                promoted = statement.executeUpdate();
            }
        }
        Sight sight = new Sight(new HashMap<>(), new HashSet<>(), new HashSet<>());
        try (PreparedStatement statement = connection.prepareStatement(LOOK);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                String subject = row.getString(2);
                switch (row.getString(1)) {
                    case "ready" ->
                            sight.ready
                                    .computeIfAbsent(subject, queue -> new HashSet<>())
                                    .add(row.getString(3));
                    case "paused" -> sight.paused.add(subject);
                    default -> sight.cancelled.add(Long.parseLong(subject));
                }
            }
        }
        return sight;
    }

    /// A run and how far it is.
    record Step(Lease lease, RunningJob.Progress progress) {}

    static void progress(Connection connection, List<Step> steps) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PROGRESS)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", steps.stream().map(s -> s.lease.id()).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "integer", steps.stream().map(s -> s.lease.attempt()).toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "real", steps.stream().map(s -> (float) s.progress.share()).toArray()));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "text", steps.stream().map(s -> s.progress.note()).toArray()));
            statement.executeUpdate();
        }
    }
}
