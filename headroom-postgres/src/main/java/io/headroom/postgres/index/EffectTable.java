package io.headroom.postgres.index;

import io.headroom.postgres.index.StatementEffect.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The table `headroom.headroom_index_effect`: what is measured of each statement, so that a node
/// that takes a change over knows what the first one measured.
final class EffectTable {

    private EffectTable() {}

    static List<StatementEffect> read(Connection connection, long change) throws SQLException {
        return read(connection, "change_id = ?", change).getOrDefault(change, List.of());
    }

    /// Those of a change and all later ones.
    static Map<Long, List<StatementEffect>> readSince(Connection connection, long oldest)
            throws SQLException {
        return read(connection, "change_id >= ?", oldest);
    }

    private static Map<Long, List<StatementEffect>> read(
            Connection connection, String which, long change) throws SQLException {
        String sql =
                """
                SELECT /* headroom */ query_id, query, role, base_calls, base_millis, base_squares,
                       before_calls, before_millis, before_squares,
                       after_calls, after_millis, after_squares,
                       sampled_before, sampled_after, uses_index, verdict, change_id
                FROM headroom.headroom_index_effect WHERE %s ORDER BY role, query_id
                """
                        .formatted(which);
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, change);
            Map<Long, List<StatementEffect>> effects = new HashMap<>();
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    effects.computeIfAbsent(row.getLong(17), _ -> new ArrayList<>())
                            .add(effect(row));
                }
            }
            return effects;
        }
    }

    private static StatementEffect effect(ResultSet row) throws SQLException {
        return new StatementEffect(
                row.getString(1),
                row.getString(2),
                Role.valueOf(row.getString(3)),
                figures(row, 4),
                figures(row, 7),
                figures(row, 10),
                row.getDouble(13),
                row.getDouble(14),
                row.getBoolean(15),
                Verdict.valueOf(row.getString(16)));
    }

    /// Replaces what was written for the change.
    static void write(Connection connection, long change, List<StatementEffect> effects)
            throws SQLException {
        String delete =
                "DELETE FROM /* headroom */ headroom.headroom_index_effect WHERE change_id = ?";
        try (var statement = connection.prepareStatement(delete)) {
            statement.setLong(1, change);
            statement.executeUpdate();
        }
        String insert =
                """
                INSERT INTO /* headroom */ headroom.headroom_index_effect
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """;
        try (var statement = connection.prepareStatement(insert)) {
            for (StatementEffect effect : effects) {
                statement.setLong(1, change);
                statement.setString(2, effect.queryId());
                statement.setString(3, effect.sql());
                statement.setString(4, effect.role().name());
                setFigures(statement, 5, effect.base());
                setFigures(statement, 8, effect.before());
                setFigures(statement, 11, effect.after());
                statement.setDouble(14, effect.sampledMillisBefore());
                statement.setDouble(15, effect.sampledMillisAfter());
                statement.setBoolean(16, effect.usesIndex());
                statement.setString(17, effect.verdict().name());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static StatementFigures figures(ResultSet row, int column) throws SQLException {
        return new StatementFigures(
                row.getDouble(column), row.getDouble(column + 1), row.getDouble(column + 2));
    }

    private static void setFigures(PreparedStatement statement, int index, StatementFigures figures)
            throws SQLException {
        statement.setDouble(index, figures.calls());
        statement.setDouble(index + 1, figures.totalMillis());
        statement.setDouble(index + 2, figures.squares());
    }
}
