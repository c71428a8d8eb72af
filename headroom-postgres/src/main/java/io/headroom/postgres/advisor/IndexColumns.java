package io.headroom.postgres.advisor;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What the statistics say of an index's columns that makes up its size.
///
/// @param connection of the database with the index
record IndexColumns(Connection connection) {

    private static final double CLUSTERED = 0.9;

    /// @param keys whether its keys, or the columns that it only carries
    /// @param rows how many it holds
    List<BtreeSize.Column> of(long oid, boolean keys, double rows) throws SQLException {
        List<BtreeSize.Column> columns = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(Sql.read("index-columns.sql"))) {
            statement.setLong(1, oid);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (row.getBoolean(1) == keys) {
                        columns.add(column(row, rows));
                    }
                }
            }
        }
        return columns;
    }

    /// @param row of `index-columns.sql` or `table-columns.sql`
    BtreeSize.Column column(ResultSet row, double rows) throws SQLException {
        double distinct = row.getDouble(6);
        distinct = Math.max(1, distinct < 0 ? -distinct * rows : distinct);
        if (row.getDouble(10) > CLUSTERED) {
            // ANALYZE draws its rows from a part of the pages only. Where equal values lie
            // together,
            // it finds too many of them equal by that part.
            distinct = Math.min(rows, distinct * Math.max(1, row.getDouble(11)));
        }
        List<Double> common = new ArrayList<>();
        Array shares = row.getArray(7);
        if (shares != null && shares.getArray() instanceof Object[] values) {
            for (Object share : values) {
                common.add(((Number) share).doubleValue());
            }
        }
        return new BtreeSize.Column(
                row.getInt(2), row.getInt(3), widths(row), row.getDouble(5), distinct, common);
    }

    /// The bytes that values take in a tuple: those of the histogram's bounds, which are drawn
    /// evenly. (The mean width of the statistics is cut to a whole number.)
    private List<Integer> widths(ResultSet row) throws SQLException {
        String values = row.getString(9);
        int mean = row.getInt(4);
        if (row.getInt(2) > 0 || values == null) {
            return List.of(mean);
        }
        List<Integer> widths = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT /* headroom */ pg_column_size(v) FROM unnest(?::text::"
                                + row.getString(8)
                                + "[]) v")) {
            statement.setString(1, values);
            try (ResultSet sizes = statement.executeQuery()) {
                while (sizes.next()) {
                    widths.add(sizes.getInt(1));
                }
            }
        }
        return widths.isEmpty() ? List.of(mean) : widths;
    }
}
