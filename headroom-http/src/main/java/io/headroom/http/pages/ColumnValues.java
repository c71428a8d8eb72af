package io.headroom.http.pages;

import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads columns of any type as values that JSON has a form for.
final class ColumnValues {

    private ColumnValues() {}

    static @Nullable Object read(ResultSet row, String column) throws SQLException {
        Object value = row.getObject(column);
        return switch (value) {
            case null -> null;
            case Timestamp local when !hasZone(row, column) -> local.toLocalDateTime();
            case Timestamp _ -> row.getObject(column, OffsetDateTime.class).toInstant();
            case Date _ -> row.getObject(column, LocalDate.class);
            case Time _ -> row.getObject(column, LocalTime.class);
            case Array array -> Arrays.asList((Object[]) array.getArray());
            // Classes of the driver, which nobody else knows.
            case Object other ->
                    other.getClass().getName().startsWith("java.") ? other : row.getString(column);
        };
    }

    private static boolean hasZone(ResultSet row, String column) throws SQLException {
        ResultSetMetaData metadata = row.getMetaData();
        int index = row.findColumn(column);
        return metadata.getColumnType(index) == Types.TIMESTAMP_WITH_TIMEZONE
                || metadata.getColumnTypeName(index).equals("timestamptz");
    }
}
