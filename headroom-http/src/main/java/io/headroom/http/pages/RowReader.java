package io.headroom.http.pages;

import java.sql.ResultSet;
import java.sql.SQLException;

/// Makes a value of the current row, by the names of the query's columns.
///
/// @param <T> what a row becomes
@FunctionalInterface
public interface RowReader<T> {

    /// Reads the current row and no other.
    T read(ResultSet row) throws SQLException;
}
