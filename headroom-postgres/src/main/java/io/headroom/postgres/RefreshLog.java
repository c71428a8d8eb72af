package io.headroom.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table `headroom_view_refresh`.
final class RefreshLog {

    private static final int LONGEST_ERROR = 1_000;

    private RefreshLog() {}

    static ViewStatus read(Connection connection, MaterializedView view) throws SQLException {
        return read(connection, List.of(view)).getFirst();
    }

    /// In the order of the views.
    static List<ViewStatus> read(Connection connection, List<MaterializedView> views)
            throws SQLException {
        String sql =
                """
                SELECT /* headroom */ view, refreshed_at, duration_millis, failures, error
                FROM headroom_view_refresh WHERE view = ANY (?)
                """;
        Map<String, MaterializedView> declared = new HashMap<>();
        views.forEach(view -> declared.put(view.name(), view));
        Map<String, ViewStatus> known = new HashMap<>();
        try (var statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", declared.keySet().toArray()));
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    MaterializedView view = declared.get(row.getString(1));
                    if (view != null) {
                        known.put(view.name(), status(view, row));
                    }
                }
            }
        }
        return views.stream()
                .map(view -> known.getOrDefault(view.name(), neverRefreshed(view)))
                .toList();
    }

    private static ViewStatus neverRefreshed(MaterializedView view) {
        return new ViewStatus(view.name(), view.interval(), null, Duration.ZERO, 0, "");
    }

    private static ViewStatus status(MaterializedView view, ResultSet row) throws SQLException {
        @Nullable OffsetDateTime refreshedAt = row.getObject(2, OffsetDateTime.class);
        @Nullable String error = row.getString(5);
        return new ViewStatus(
                view.name(),
                view.interval(),
                refreshedAt == null ? null : refreshedAt.toInstant(),
                Duration.ofMillis(row.getLong(3)),
                row.getInt(4),
                error == null ? "" : error);
    }

    static void refreshed(Connection connection, String view, Instant startedAt, Duration duration)
            throws SQLException {
        String sql =
                """
                INSERT INTO /* headroom */ headroom_view_refresh
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
                INSERT INTO /* headroom */ headroom_view_refresh (view, attempted_at, outcome, failures, error)
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

    private static void setInstant(PreparedStatement statement, int index, Instant instant)
            throws SQLException {
        statement.setObject(index, instant.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    }
}
