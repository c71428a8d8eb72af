package io.headroom.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// The table `headroom_view_refresh`.
final class RefreshLog {

    private static final int LONGEST_ERROR = 1_000;

    private RefreshLog() {}

    static ViewStatus read(Connection connection, MaterializedView view) throws SQLException {
        String sql =
                """
                SELECT refreshed_at, duration_millis, failures, error
                FROM headroom_view_refresh WHERE view = ?
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, view.name());
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    return new ViewStatus(view.name(), view.interval(), null, Duration.ZERO, 0, "");
                }
                @Nullable OffsetDateTime refreshedAt = row.getObject(1, OffsetDateTime.class);
                @Nullable String error = row.getString(4);
                return new ViewStatus(
                        view.name(),
                        view.interval(),
                        refreshedAt == null ? null : refreshedAt.toInstant(),
                        Duration.ofMillis(row.getLong(2)),
                        row.getInt(3),
                        error == null ? "" : error);
            }
        }
    }

    static void refreshed(Connection connection, String view, Instant startedAt, Duration duration)
            throws SQLException {
        String sql =
                """
                INSERT INTO headroom_view_refresh
                       (view, attempted_at, refreshed_at, duration_millis, outcome, failures, error)
                VALUES (?, ?, ?, ?, 'refreshed', 0, NULL)
                ON CONFLICT (view) DO UPDATE
                SET attempted_at = excluded.attempted_at, refreshed_at = excluded.refreshed_at,
                    duration_millis = excluded.duration_millis, outcome = excluded.outcome,
                    failures = 0, error = NULL
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, view);
            setInstant(statement, 2, startedAt);
            setInstant(statement, 3, startedAt);
            statement.setLong(4, duration.toMillis());
            statement.executeUpdate();
        }
    }

    static void failed(Connection connection, String view, Instant startedAt, String error)
            throws SQLException {
        String sql =
                """
                INSERT INTO headroom_view_refresh (view, attempted_at, outcome, failures, error)
                VALUES (?, ?, 'failed', 1, ?)
                ON CONFLICT (view) DO UPDATE
                SET attempted_at = excluded.attempted_at, outcome = excluded.outcome,
                    failures = headroom_view_refresh.failures + 1, error = excluded.error
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, view);
            setInstant(statement, 2, startedAt);
            statement.setString(3, error.substring(0, Math.min(error.length(), LONGEST_ERROR)));
            statement.executeUpdate();
        }
    }

    private static void setInstant(java.sql.PreparedStatement statement, int index, Instant instant)
            throws SQLException {
        statement.setObject(index, instant.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    }
}
