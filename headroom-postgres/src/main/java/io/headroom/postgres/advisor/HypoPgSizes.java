package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How large a B-tree would be that is in no catalogue, by the statistics of its table's columns.
/// HypoPG's own estimate, which knows no deduplication, stands for the rest: indexes on
/// expressions, with an operator class, and of other access methods.
///
/// @param connection of the service's database
/// @param explainer of the same; says how many rows a predicate leaves
record HypoPgSizes(Connection connection, Explainer explainer) {

    private static final int FAN_OUT = 285;
    private static final Pattern COLUMN =
            Pattern.compile(
                    "([a-z_][a-z0-9_$]*|\"(?:[^\"]|\"\")+\")(?: DESC)?(?: NULLS (?:FIRST|LAST))?");

    /// An index as it would be.
    ///
    /// @param levels of the tree, leaves included
    record Tree(Bytes size, int levels) {

        /// Of whose keys nothing is known: an inner page leads to some hundreds.
        private static Tree ofSize(Bytes size) {
            int levels = 1;
            for (double pages = size.count() / (double) BtreePages.PAGE; pages > 1; levels++) {
                pages /= FAN_OUT;
            }
            return new Tree(size, levels);
        }
    }

    /// @param estimated HypoPG's own estimate
    Tree of(IndexDefinition definition, Bytes estimated) throws SQLException {
        List<String> names = new ArrayList<>();
        for (List<String> columns : List.of(definition.keys(), definition.include())) {
            for (String column : columns) {
                Matcher matcher = COLUMN.matcher(column);
                if (!matcher.matches()) {
                    return Tree.ofSize(estimated);
                }
                names.add(unquoted(matcher.group(1)));
            }
        }
        return definition.method().equals("btree")
                ? ofColumns(definition, names)
                : Tree.ofSize(estimated);
    }

    private Tree ofColumns(IndexDefinition definition, List<String> names) throws SQLException {
        double rows = rows(definition);
        IndexColumns columns = new IndexColumns(connection);
        List<BtreeSize.Column> keys = new ArrayList<>();
        List<BtreeSize.Column> carried = new ArrayList<>();
        boolean deduplicates = true;
        try (PreparedStatement statement =
                connection.prepareStatement(Sql.read("table-columns.sql"))) {
            statement.setInt(1, definition.keys().size());
            statement.setArray(2, connection.createArrayOf("text", names.toArray()));
            statement.setString(3, definition.schema());
            statement.setString(4, definition.table());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    (row.getBoolean(1) ? keys : carried).add(columns.column(row, rows));
                    deduplicates &= row.getBoolean(12);
                }
            }
        }
        BtreeSize size =
                BtreeSize.of(rows, keys, carried, deduplicates && definition.include().isEmpty());
        return new Tree(Bytes.of(size.pages() * BtreePages.PAGE), size.height() + 1);
    }

    /// The rows that the index would hold: all, or what the planner makes of its predicate.
    private double rows(IndexDefinition definition) throws SQLException {
        String all = "SELECT FROM " + definition.qualifiedTable();
        String sql =
                definition.predicate().isEmpty() ? all : all + " WHERE " + definition.predicate();
        return Math.max(1, explainer.plan(Question.of(sql)).root().planRows());
    }

    private static String unquoted(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name;
    }
}
