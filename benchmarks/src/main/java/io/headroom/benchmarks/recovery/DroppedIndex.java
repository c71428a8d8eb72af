package io.headroom.benchmarks.recovery;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// An index that was taken from the shop.
///
/// @param name its name
/// @param table its table
/// @param columns its keys, the first first
/// @param definition the statement that made it
record DroppedIndex(String name, String table, List<String> columns, String definition) {

    static DroppedIndex drop(Connection connection, String name) throws SQLException {
        String sql =
                """
                SELECT t.relname, pg_get_indexdef(i.indexrelid),
                       (SELECT array_agg(pg_get_indexdef(i.indexrelid, k, true) ORDER BY k)
                        FROM generate_series(1, i.indnkeyatts) k)
                FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
                WHERE i.indexrelid = to_regclass(?)
                """;
        DroppedIndex index;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("the shop has no index " + name);
                }
                index =
                        new DroppedIndex(
                                name,
                                row.getString(1),
                                List.of((String[]) row.getArray(3).getArray()),
                                row.getString(2));
            }
        }
        try (var statement = connection.createStatement()) {
            statement.execute("DROP INDEX CONCURRENTLY " + name);
        }
        return index;
    }

    /// Whether a suggested index answers the same questions: the same table, and the keys that make
    /// this one useful, which are all but the last, that only makes pages unambiguous. A column
    /// that this one's condition fixes may be a key of the other.
    boolean isFoundBy(JsonNode suggestion) {
        if (!suggestion.get("table").asString().equals(table)) {
            return false;
        }
        List<String> keys = new ArrayList<>();
        suggestion.get("columns").forEach(key -> keys.add(key.asString().split(" ", -1)[0]));
        int where = definition.indexOf(" WHERE ");
        String condition = where < 0 ? "" : definition.substring(where);
        keys.removeIf(key ->
                !columns.contains(key)
                        && condition.matches("(?s).*\\b" + Pattern.quote(key) + "\\b.*"));
        int needed = Math.max(1, columns.size() - 1);
        return keys.size() >= needed && keys.subList(0, needed).equals(columns.subList(0, needed));
    }
}
