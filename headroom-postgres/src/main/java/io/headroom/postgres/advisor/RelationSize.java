package io.headroom.postgres.advisor;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// How large a relation is.
///
/// @param kind as in `pg_class.relkind`
/// @param method the access method of an index; empty for a table
/// @param pages at the last `ANALYZE`, with `tuples`, `visible` and `frozen` (pages)
/// @param pagesNow now; 0 for a relation without files
record RelationSize(
        String schema,
        String name,
        String kind,
        String method,
        int pages,
        double tuples,
        int visible,
        int frozen,
        long pagesNow) {

    private static final String RESTORE =
            """
            SELECT pg_catalog.pg_restore_relation_stats(
                'schemaname', ?::text, 'relname', ?::text, 'relpages', ?::integer,
                'reltuples', ?::real, 'relallvisible', ?::integer, 'relallfrozen', ?::integer)
            """;

    static List<RelationSize> all(Connection connection) throws SQLException {
        List<RelationSize> sizes = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(Sql.read("relation-sizes.sql"))) {
            while (rows.next()) {
                sizes.add(
                        new RelationSize(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getInt(5),
                                rows.getDouble(6),
                                rows.getInt(7),
                                rows.getInt(8),
                                rows.getLong(9)));
            }
        }
        return sizes;
    }

    boolean isIndex() {
        return kind.equals("i");
    }

    String qualifiedName() {
        return IndexDefinition.quoted(schema) + "." + IndexDefinition.quoted(name);
    }

    /// The rows that the planner takes the table to have now.
    double rowsNow() {
        if (tuples < 0) {
            return pagesNow * 50.0;
        }
        return pages > 0 ? tuples / pages * Math.max(pagesNow, 1) : tuples;
    }

    /// Writes the statistics into the catalogue of the sandbox.
    void restore(Connection sandbox) throws SQLException {
        try (PreparedStatement statement = sandbox.prepareStatement(RESTORE)) {
            statement.setString(1, schema);
            statement.setString(2, name);
            statement.setInt(3, pages);
            statement.setFloat(4, (float) tuples);
            statement.setInt(5, visible);
            statement.setInt(6, frozen);
            statement.execute();
        }
    }
}
