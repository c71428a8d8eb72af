package io.headroom.http.pages;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Something of a row that callers may ask for by `fields`.
///
/// @param name what callers write, and what it is called in the item
/// @param expression the SQL expression over the columns of the query, from the program's own text;
///   mostly the name of a column. The database computes it only for those who ask
/// @param reader gives the value
public record RowField(String name, String expression, ColumnReader reader) {

    /// Reads one column of the current row.
    @FunctionalInterface
    public interface ColumnReader {

        /// The value to show, null to leave the field out of the item.
        @Nullable Object read(ResultSet row, String column) throws SQLException;
    }

    public RowField {
        Names.require("name of a field", name);
        if (expression.isBlank()) {
            throw new IllegalArgumentException("expression of " + name + " must not be blank");
        }
    }

    /// A column of the same name: numbers, texts and booleans as they are, dates and times as those
    /// of `java.time`, arrays as lists, whatever else the database has (`json`, …) as text.
    public static RowField of(String name) {
        return of(name, name);
    }

    /// An expression, read as [#of(String)] says.
    public static RowField of(String name, String expression) {
        return new RowField(name, expression, ColumnValues::read);
    }
}
