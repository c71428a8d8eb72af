package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The valid indexes of a database, and its extensions.
final class ExistingIndexes {

    private static final String EXTENSIONS = "SELECT /* headroom */ extname FROM pg_extension";

    private final Map<IndexDefinition, Long> bytes;
    private final List<String> extensions;

    private ExistingIndexes(Map<IndexDefinition, Long> bytes, List<String> extensions) {
        this.bytes = bytes;
        this.extensions = extensions;
    }

    static ExistingIndexes of(Connection connection) throws SQLException {
        Map<IndexDefinition, Long> bytes = new HashMap<>();
        List<String> extensions = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(Sql.read("existing-indexes.sql"))) {
                while (rows.next()) {
                    bytes.merge(
                            new IndexDefinition(
                                    rows.getString(1),
                                    rows.getString(2),
                                    List.of((String[]) rows.getArray(3).getArray()),
                                    List.of((String[]) rows.getArray(4).getArray()),
                                    rows.getString(5),
                                    rows.getString(6)),
                            rows.getLong(7),
                            Math::min);
                }
            }
            try (ResultSet rows = statement.executeQuery(EXTENSIONS)) {
                while (rows.next()) {
                    extensions.add(rows.getString(1));
                }
            }
        }
        return new ExistingIndexes(bytes, List.copyOf(extensions));
    }

    /// Whether no index does what this one would.
    boolean lacks(IndexDefinition index) {
        return bytes.keySet().stream().noneMatch(index::isCoveredBy);
    }

    /// Whether a partial index would be a mere copy: one of all rows with its keys is there, and
    /// this one is more than half as large.
    boolean hasWhole(IndexDefinition index, Bytes size) {
        if (index.predicate().isEmpty()) {
            return false;
        }
        IndexDefinition whole = index.ofAllRows();
        return bytes.entrySet().stream()
                .anyMatch(existing ->
                        whole.isCoveredBy(existing.getKey())
                                && size.count() > existing.getValue() / 2);
    }

    boolean hasExtension(String name) {
        return extensions.contains(name);
    }
}
