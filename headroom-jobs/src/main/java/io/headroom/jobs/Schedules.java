package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Schedules by cron. The job and the next due time are written with one commit, under the lock of
/// the schedule's row.
final class Schedules {

    private static final Logger LOG = LoggerFactory.getLogger(Schedules.class);

    private Schedules() {}

    /// Makes the schedules known; one whose cron text or zone is another than before starts anew
    /// from now.
    static void declare(Connection connection, Map<String, JobSchedule<?>> schedules)
            throws SQLException {
        String sql =
                """
                INSERT INTO headroom_job_schedule AS s (name, cron, zone, due_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET cron = excluded.cron, zone = excluded.zone, due_at = excluded.due_at
                WHERE (s.cron, s.zone) <> (excluded.cron, excluded.zone)
                """;
        Instant now = now(connection);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (JobSchedule<?> schedule : schedules.values()) {
                statement.setString(1, schedule.name());
                statement.setString(2, schedule.cron().toString());
                statement.setString(3, schedule.zone().getId());
                statement.setObject(
                        4, schedule.cron().next(now, schedule.zone()).atOffset(ZoneOffset.UTC));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /// Enqueues what is due.
    ///
    /// @return the queues that got something
    static Set<String> enqueueDue(
            Connection connection, Map<String, JobSchedule<?>> schedules, Enqueue enqueue)
            throws SQLException {
        record Due(JobSchedule<?> schedule, Instant at) {}
        List<Due> due = new ArrayList<>();
        String find =
                """
                SELECT name, due_at FROM headroom_job_schedule
                WHERE name = ANY (?) AND due_at <= statement_timestamp() FOR UPDATE SKIP LOCKED
                """;
        try (PreparedStatement statement = connection.prepareStatement(find)) {
            statement.setArray(1, connection.createArrayOf("text", schedules.keySet().toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    JobSchedule<?> schedule = schedules.get(row.getString(1));
                    if (schedule != null) {
                        due.add(
                                new Due(
                                        schedule,
                                        row.getObject(2, OffsetDateTime.class).toInstant()));
                    }
                }
            }
        }
        Set<String> queues = new HashSet<>();
        if (due.isEmpty()) {
            return queues;
        }
        Instant now = now(connection);
        String move = "UPDATE headroom_job_schedule SET due_at = ?, last_at = ? WHERE name = ?";
        try (PreparedStatement statement = connection.prepareStatement(move)) {
            for (Due one : due) {
                try {
                    NewJob<?> job = one.schedule.job().apply(one.at);
                    enqueue.one(connection, job);
                    queues.add(job.queue());
                } catch (RuntimeException e) {
                    // Another try would end the same, and hold up the other schedules.
                    LOG.error(
                            "the schedule '{}' made no job for {}", one.schedule.name(), one.at, e);
                }
                statement.setObject(
                        1,
                        one.schedule
                                .cron()
                                .next(now, one.schedule.zone())
                                .atOffset(ZoneOffset.UTC));
                statement.setObject(2, one.at.atOffset(ZoneOffset.UTC));
                statement.setString(3, one.schedule.name());
                statement.addBatch();
            }
            statement.executeBatch();
        }
        return queues;
    }

    private static Instant now(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT statement_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }
}
