package io.headroom.postgres.advisor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The valid indexes of a database, and its extensions.
final class ExistingIndexes {

    private static final String EXTENSIONS = "SELECT extname FROM pg_extension";

    private final List<IndexDefinition> definitions;
    private final List<String> extensions;

    private ExistingIndexes(List<IndexDefinition> definitions, List<String> extensions) {
        this.definitions = definitions;
        this.extensions = extensions;
    }

    static ExistingIndexes of(Connection connection) throws SQLException {
        Map<Long, IndexDefinition> found = new TreeMap<>();
        List<String> extensions = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(Sql.read("existing-indexes.sql"))) {
                while (rows.next()) {
                    found.put(
                            rows.getLong(1),
                            new IndexDefinition(
                                    rows.getString(2),
                                    rows.getString(3),
                                    List.of((String[]) rows.getArray(4).getArray()),
                                    List.of((String[]) rows.getArray(5).getArray()),
                                    rows.getString(6),
                                    rows.getString(7)));
                }
            }
            try (ResultSet rows = statement.executeQuery(EXTENSIONS)) {
                while (rows.next()) {
                    extensions.add(rows.getString(1));
                }
            }
        }
        return new ExistingIndexes(List.copyOf(found.values()), List.copyOf(extensions));
    }

    /// Whether no index does what this one would.
    boolean lacks(IndexDefinition index) {
        return definitions.stream().noneMatch(index::isCoveredBy);
    }

    boolean hasExtension(String name) {
        return extensions.contains(name);
    }
}
