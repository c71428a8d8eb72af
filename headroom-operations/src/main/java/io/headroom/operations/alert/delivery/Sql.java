package io.headroom.operations.alert.delivery;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Statements with what they ask for in order.
///
/// Each carries Headroom's mark, so that the watch of statements does not take it for workload. It
/// stands behind the first word, where every version of PostgreSQL keeps it.
final class Sql {

    private static final Pattern FIRST_WORD = Pattern.compile("^(\\s*\\w+)");

    private Sql() {}

    /// Reads a row.
    ///
    /// @param <T> what it becomes
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// @param values strings, numbers, truths, and lists of them, which become arrays
    static <T> List<T> query(Connection connection, String sql, Row<T> row, Object... values)
            throws SQLException {
        try (PreparedStatement statement = bound(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(row.read(rows));
            }
            return all;
        }
    }

    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = bound(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement bound(Connection connection, String sql, Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(marked(sql));
        try {
            for (int i = 0; i < values.length; i++) {
                if (values[i] instanceof List<?> list) {
                    statement.setArray(i + 1, connection.createArrayOf(type(list), list.toArray()));
                } else {
                    statement.setObject(i + 1, values[i]);
                }
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private static String marked(String sql) {
        return FIRST_WORD.matcher(sql).replaceFirst("$1 /* headroom */");
    }

    private static String type(List<?> list) {
        return switch (list.isEmpty() ? "" : list.getFirst()) {
            case Long _ -> "int8";
            case Integer _ -> "int4";
            case Boolean _ -> "bool";
            default -> "text";
        };
    }
}
