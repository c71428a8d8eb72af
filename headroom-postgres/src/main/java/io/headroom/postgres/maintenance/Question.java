package io.headroom.postgres.maintenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One SQL file. Its columns are the evidence, by their names; nulls are left out.
///
/// @param name the file's name without `.sql`
/// @param sql its text
record Question(String name, String sql) {

    /// One row of an answer.
    record Row(Map<String, Object> columns) {

        String text(String column) {
            return String.valueOf(columns.getOrDefault(column, ""));
        }

        long number(String column) {
            return columns.get(column) instanceof Number number ? number.longValue() : 0;
        }

        boolean is(String column) {
            return Boolean.TRUE.equals(columns.get(column));
        }

        /// The columns but these.
        Map<String, Object> without(String... names) {
            Map<String, Object> rest = new LinkedHashMap<>(columns);
            for (String name : names) {
                rest.remove(name);
            }
            return rest;
        }
    }

    static Question of(String name) {
        try (InputStream file = Question.class.getResourceAsStream(name + ".sql")) {
            if (file == null) {
                throw new IllegalStateException("the file " + name + ".sql is missing");
            }
            return new Question(name, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The name in answers: `held-horizons`.
    String label() {
        return name.replace('_', '-');
    }

    List<Row> ask(Connection connection, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<Row> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(row(rows));
                }
                return all;
            }
        }
    }

    /// Asks the result for nothing but labels: for a column's type name the driver asks the
    /// server's catalogue whether it is a serial.
    private static Row row(ResultSet rows) throws SQLException {
        Map<String, Object> columns = new LinkedHashMap<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            Object value = rows.getObject(i);
            if (value != null) {
                columns.put(
                        rows.getMetaData().getColumnLabel(i),
                        value instanceof Timestamp time ? time.toInstant() : value);
            }
        }
        return new Row(columns);
    }
}
