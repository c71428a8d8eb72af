package io.headroom.marketplace.loading;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/// Gathers a catalogue in temporary tables, then puts it in the place of the old one.
///
/// Staging keeps the locks short: the real tables are locked from [#publish] to the commit and not
/// while a file is read. It also lets rows arrive in any order, such as order lines before the
/// items whose names are known only at the file's end.
final class Staging implements CatalogueSink, AutoCloseable {

    private static final int COPY_BUFFER_BYTES = 1 << 18;

    /// What stands and falls with the catalogue and its orders, beside the tables that are loaded.
    private static final List<String> FOLLOWERS =
            List.of("order_contact", "order_request", "merchant_daily", "catalogue_source");

    private final Connection connection;
    private @Nullable PGCopyOutputStream copying;

    Staging(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            for (Table table : Table.values()) {
                statement.execute(
                        "CREATE TEMPORARY TABLE stage_%1$s (LIKE %1$s INCLUDING DEFAULTS) ON COMMIT DROP"
                                .formatted(table.sqlName()));
            }
        }
    }

    @Override
    public CopyRows open(Table table) {
        try {
            PGCopyOutputStream stream =
                    new PGCopyOutputStream(
                            connection.unwrap(PGConnection.class),
                            "COPY stage_%s (%s) FROM STDIN"
                                    .formatted(table.sqlName(), table.columns()),
                            COPY_BUFFER_BYTES);
            copying = stream;
            return new CopyRows(stream);
        } catch (SQLException e) {
            throw new CatalogueLoadException("PostgreSQL refused rows: " + e.getMessage(), e);
        }
    }

    /// Replaces the catalogue by what was gathered, derives what follows from it (which order a
    /// cancellation cancels, the days' sales) and gives the number of rows of each table.
    ///
    /// Foreign keys are dropped for the while and put back at the end: checking all rows at once by
    /// a join is several times faster than a look-up per row.
    Map<Table, Long> publish() throws SQLException {
        List<ForeignKey> keys = foreignKeys();
        Map<Table, Long> rows = new EnumMap<>(Table.class);
        try (Statement statement = connection.createStatement()) {
            for (ForeignKey key : keys) {
                statement.execute(
                        "ALTER TABLE %s DROP CONSTRAINT %s".formatted(key.table(), key.name()));
            }
            statement.execute(
                    Stream.of(Table.values())
                            .map(Table::sqlName)
                            .collect(
                                    Collectors.joining(
                                            ", ",
                                            "TRUNCATE ",
                                            ", "
                                                    + String.join(", ", FOLLOWERS)
                                                    + " RESTART IDENTITY")));
            for (Table table : Table.values()) {
                rows.put(
                        table,
                        statement.executeLargeUpdate(
                                "INSERT INTO %1$s (%2$s) SELECT %2$s FROM stage_%1$s"
                                        .formatted(table.sqlName(), table.columns())));
                if (table.numbersItsRows()) {
                    statement.execute(
                            "SELECT setval(pg_get_serial_sequence('%1$s', 'id'), max(id)) FROM %1$s HAVING max(id) > 0"
                                    .formatted(table.sqlName()));
                }
                statement.execute("ANALYZE " + table.sqlName());
            }
            statement.execute(Sql.MATCH_CANCELLATIONS);
            statement.execute(Sql.AGGREGATE_DAYS);
            statement.execute(Sql.AGGREGATE_MERCHANT_DAYS);
            rows.put(Table.ITEM_DAILY, count(statement, "SELECT count(*) FROM item_daily"));
            for (ForeignKey key : keys) {
                statement.execute(
                        "ALTER TABLE %s ADD CONSTRAINT %s %s"
                                .formatted(key.table(), key.name(), key.definition()));
            }
            statement.execute("ANALYZE item_daily, merchant_daily");
        }
        return rows;
    }

    /// Ends a COPY that a failure left open; without that the connection could not roll back.
    @Override
    public void close() throws SQLException {
        if (copying != null && copying.isActive()) {
            copying.cancelCopy();
        }
    }

    static long count(Statement statement, String sql) throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private List<ForeignKey> foreignKeys() throws SQLException {
        List<ForeignKey> keys = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(Sql.FOREIGN_KEYS)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", Stream.of(Table.values()).map(Table::sqlName).toArray()));
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    keys.add(
                            new ForeignKey(
                                    result.getString(1), result.getString(2), result.getString(3)));
                }
            }
        }
        return keys;
    }

    private record ForeignKey(String table, String name, String definition) {}
}
