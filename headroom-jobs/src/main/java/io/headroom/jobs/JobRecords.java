package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What people ask of single jobs, and change.
final class JobRecords {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<List<DeadJob.Failure>> FAILURES = new TypeReference<>() {};

    private final Database database;

    JobRecords(Database database) {
        this.database = database;
    }

    interface Question<T> {
        T ask() throws SQLException;
    }

    <T> T asked(String what, Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw new JobsUnavailableException("cannot %s: %s".formatted(what, e.getMessage()), e);
        }
    }

    Optional<JobStatus> find(long id) {
        String sql =
                """
                SELECT (ARRAY['SCHEDULED', 'READY', 'LEASED'])[state + 1], queue, kind, attempt, failures, progress,
                       note, run_at, NULL, coalesce(errors -> -1 ->> 'error', '')
                FROM headroom_job WHERE id = ?
                UNION ALL
                SELECT 'DEAD', queue, kind, attempt, failures, 0, '', died_at, NULL, coalesce(errors -> -1 ->> 'error', '')
                FROM headroom_job_dead WHERE id = ?
                UNION ALL
                SELECT upper(state), queue, kind, attempt, 0, 1, '', finished_at, result, ''
                FROM headroom_job_done WHERE id = ?
                LIMIT 1
                """;
        return asked(
                "find the job " + id,
                () ->
                        database.alone(connection -> {
                            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                                for (int i = 1; i <= 3; i++) {
                                    statement.setLong(i, id);
                                }
                                try (ResultSet row = statement.executeQuery()) {
                                    return row.next()
                                            ? Optional.of(status(id, row))
                                            : Optional.empty();
                                }
                            }
                        }));
    }

    private static JobStatus status(long id, ResultSet row) throws SQLException {
        @Nullable String result = row.getString(9);
        return new JobStatus(
                id,
                JobStatus.State.valueOf(row.getString(1)),
                row.getString(2),
                Kind.parse(row.getString(3)).type(),
                row.getInt(4),
                row.getInt(5),
                row.getDouble(6),
                row.getString(7),
                instant(row, 8),
                result,
                row.getString(10));
    }

    /// A job that waits is moved away at once; for one that runs a note is left, which its node
    /// reads with its heartbeat.
    boolean cancel(long id, Map<String, QueueOptions> queues) {
        boolean gone = cancelOnce(id, queues);
        // A second look finds the job that was claimed during the first.
        return gone || cancelOnce(id, queues);
    }

    private boolean cancelOnce(long id, Map<String, QueueOptions> queues) {
        String[] kept =
                queues.values().stream()
                        .filter(queue -> queue.history() == History.ALL)
                        .map(QueueOptions::name)
                        .toArray(String[]::new);
        String sql =
                """
                WITH gone AS (
                    DELETE FROM headroom_job WHERE id = ? AND state < 2
                    RETURNING id, queue, kind, attempt, tenant, correlation_id, enqueued_at),
                kept AS (
                    INSERT INTO headroom_job_done (slot, id, queue, kind, state, attempt, tenant, correlation_id,
                                                   enqueued_at, finished_at)
                    SELECT %s, id, queue, kind, 'cancelled', attempt, tenant, correlation_id, enqueued_at,
                           clock_timestamp()
                    FROM gone WHERE queue = ANY(?)),
                asked AS (
                    INSERT INTO headroom_job_cancel (job)
                    SELECT id FROM headroom_job WHERE id = ? AND state = 2
                    ON CONFLICT DO NOTHING RETURNING job)
                SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM asked) > 0
                """
                        .formatted(Retention.TODAY);
        return asked(
                "cancel the job " + id,
                () ->
                        database.alone(connection -> {
                            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                                statement.setLong(1, id);
                                statement.setArray(2, connection.createArrayOf("text", kept));
                                statement.setLong(3, id);
                                try (ResultSet row = statement.executeQuery()) {
                                    return row.next() && row.getBoolean(1);
                                }
                            }
                        }));
    }

    List<DeadJob> dead(String queue, int limit) {
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException("limit must be 1 to 1000, but is " + limit);
        }
        return asked(
                "list dead jobs",
                () -> database.alone(connection -> dead(connection, queue, limit)));
    }

    static List<DeadJob> dead(Connection connection, String queue, int limit) throws SQLException {
        String sql =
                """
                SELECT id, queue, kind, tenant, correlation_id, failures, crashes, errors, payload, enqueued_at, died_at
                FROM headroom_job_dead WHERE ? IN ('', queue)
                ORDER BY died_at DESC, id DESC LIMIT ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, queue);
            statement.setInt(2, limit);
            List<DeadJob> jobs = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    jobs.add(dead(row));
                }
            }
            return jobs;
        }
    }

    private static DeadJob dead(ResultSet row) throws SQLException {
        List<DeadJob.Failure> history =
                JSON.readValue(row.getString("errors"), FAILURES).stream()
                        .sorted(Comparator.comparing(DeadJob.Failure::at))
                        .toList();
        Kind kind = Kind.parse(row.getString("kind"));
        return new DeadJob(
                row.getLong("id"),
                row.getString("queue"),
                kind.type(),
                kind.version(),
                row.getString("tenant"),
                row.getString("correlation_id"),
                row.getInt("failures"),
                row.getInt("crashes"),
                history.isEmpty() ? "" : history.getLast().error(),
                history,
                row.getString("payload"),
                instant(row, 10),
                instant(row, 11));
    }

    Optional<String> requeue(long id) {
        String sql =
                """
                WITH risen AS (DELETE FROM headroom_job_dead WHERE id = ? RETURNING *)
                INSERT INTO headroom_job (id, queue, lane, kind, state, rank, run_at, priority, attempt, tenant,
                                          correlation_id, payload, errors, enqueued_at)
                SELECT id, queue, lane, kind, 1, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint,
                       clock_timestamp(), priority, attempt, tenant, correlation_id, payload, errors, enqueued_at
                FROM risen
                RETURNING queue
                """;
        return asked(
                "requeue the job " + id,
                () ->
                        database.alone(connection -> {
                            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                                statement.setLong(1, id);
                                try (ResultSet row = statement.executeQuery()) {
                                    return row.next()
                                            ? Optional.of(row.getString(1))
                                            : Optional.empty();
                                }
                            }
                        }));
    }

    void pause(String queue, String by) {
        change(
                "pause the queue " + queue,
                "INSERT INTO headroom_job_pause (queue, paused_by) VALUES (?, ?) ON CONFLICT DO NOTHING",
                queue,
                by);
    }

    void resume(String queue) {
        change(
                "resume the queue " + queue,
                "DELETE FROM headroom_job_pause WHERE queue = ?",
                queue);
    }

    private void change(String what, String sql, String... parameters) {
        asked(
                what,
                () ->
                        database.alone(connection -> {
                            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                                for (int i = 0; i < parameters.length; i++) {
                                    statement.setString(i + 1, parameters[i]);
                                }
                                return statement.executeUpdate();
                            }
                        }));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
