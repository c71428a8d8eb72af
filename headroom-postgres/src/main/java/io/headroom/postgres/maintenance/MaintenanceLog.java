package io.headroom.postgres.maintenance;

import io.headroom.postgres.maintenance.MaintenanceStep.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The table `headroom_maintenance`.
final class MaintenanceLog {

    private static final int LONGEST_MESSAGE = 1_000;
    private static final Question PROGRESS = Question.of("progress");

    private MaintenanceLog() {}

    /// Writes down what shall be done. By the holder of the lock only: whatever another run has not
    /// finished is abandoned.
    static void plan(
            Connection connection,
            UUID run,
            String askedBy,
            Instant at,
            List<MaintenanceAction> actions)
            throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(
                    """
                    UPDATE /* headroom */ headroom_maintenance SET state = 'abandoned'
                    WHERE state IN ('planned', 'running')
                    """);
        }
        String sql =
                """
                INSERT INTO /* headroom */ headroom_maintenance
                       (run, step, asked_by, planned_at, action, subject, statement, reason, state)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'planned')
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int step = 0;
            for (MaintenanceAction action : actions) {
                statement.setObject(1, run);
                statement.setInt(2, ++step);
                statement.setString(3, askedBy);
                statement.setObject(4, at.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
                statement.setString(5, action.label());
                statement.setString(6, action.subject());
                statement.setString(7, action.statement());
                statement.setString(8, action.reason());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    static void started(Connection connection, UUID run, int step, Instant at) throws SQLException {
        String sql =
                """
                UPDATE /* headroom */ headroom_maintenance SET state = 'running', started_at = ?, pid = pg_backend_pid()
                WHERE run = ? AND step = ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, at.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
            statement.setObject(2, run);
            statement.setInt(3, step);
            statement.executeUpdate();
        }
    }

    static void ended(
            Connection connection,
            UUID run,
            int step,
            State state,
            Duration duration,
            String message)
            throws SQLException {
        String sql =
                """
                UPDATE /* headroom */ headroom_maintenance SET state = ?, duration_millis = ?, message = nullif(?, '')
                WHERE run = ? AND step = ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, state.label());
            statement.setLong(2, duration.toMillis());
            statement.setString(
                    3, message.substring(0, Math.min(message.length(), LONGEST_MESSAGE)));
            statement.setObject(4, run);
            statement.setInt(5, step);
            statement.executeUpdate();
        }
    }

    /// The last run that was planned, on whichever node; empty when there was none.
    static Optional<MaintenanceRun> last(Connection connection) throws SQLException {
        String sql =
                """
                SELECT /* headroom */ run, step, asked_by, planned_at, action, subject, statement, reason, state,
                       started_at, duration_millis, message, pid
                FROM headroom_maintenance
                WHERE run = (SELECT run FROM headroom_maintenance ORDER BY planned_at DESC LIMIT 1)
                ORDER BY step
                """;
        boolean held = Optimizer.LOCK.isHeld(connection);
        try (var statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            UUID run = row.getObject("run", UUID.class);
            String askedBy = row.getString("asked_by");
            Instant plannedAt = row.getObject("planned_at", OffsetDateTime.class).toInstant();
            List<MaintenanceStep> steps = new ArrayList<>();
            int pid = 0;
            do {
                MaintenanceStep step = step(row, held);
                steps.add(step);
                pid = step.state() == State.RUNNING ? row.getInt("pid") : pid;
            } while (row.next());
            boolean underWay =
                    steps.stream()
                            .anyMatch(step ->
                                    step.state() == State.PLANNED || step.state() == State.RUNNING);
            var progress = pid == 0 ? List.<Question.Row>of() : PROGRESS.ask(connection, pid, pid);
            return Optional.of(
                    new MaintenanceRun(
                            run,
                            askedBy,
                            plannedAt,
                            underWay,
                            steps,
                            progress.isEmpty() ? "" : progress.getFirst().text("phase"),
                            !progress.isEmpty()
                                            && progress.getFirst().columns().get("share")
                                                    instanceof Double share
                                    ? share
                                    : Double.NaN));
        }
    }

    /// Nobody works on what a run left when nobody holds the lock.
    private static MaintenanceStep step(ResultSet row, boolean held) throws SQLException {
        State state = State.of(row.getString("state"));
        boolean unfinished = state == State.PLANNED || state == State.RUNNING;
        @Nullable OffsetDateTime startedAt = row.getObject("started_at", OffsetDateTime.class);
        @Nullable String message = row.getString("message");
        return new MaintenanceStep(
                row.getInt("step"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("statement"),
                row.getString("reason"),
                unfinished && !held ? State.ABANDONED : state,
                startedAt == null ? null : startedAt.toInstant(),
                Duration.ofMillis(row.getLong("duration_millis")),
                message == null ? "" : message);
    }
}
