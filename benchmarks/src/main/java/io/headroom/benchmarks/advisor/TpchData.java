package io.headroom.benchmarks.advisor;

import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Makes the tables of TPC-H, without keys and indexes, and fills them by the generator of Trino,
/// which gives the data of the standard's `dbgen`.
final class TpchData {

    private static final int CHUNK = 1 << 18;

    private TpchData() {}

    /// Makes the tables unless they are there; indexes that an interrupted run left are dropped.
    static void makeUnlessThere(Connection connection, double scale)
            throws SQLException, IOException {
        List<String> left = new ArrayList<>();
        boolean there;
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery("SELECT to_regclass('lineitem')")) {
                rows.next();
                there = rows.getString(1) != null;
            }
            try (ResultSet rows =
                    statement.executeQuery(
                            "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")) {
                while (rows.next()) {
                    left.add(rows.getString(1));
                }
            }
            for (String index : left) {
                statement.execute("DROP INDEX " + index);
            }
        }
        if (!there) {
            make(connection, scale);
        }
    }

    private static void make(Connection connection, double scale) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Resource.read("tpch-tables.sql"));
            for (TpchTable<?> table : TpchTable.getTables()) {
                System.err.println("filling " + table.getTableName());
                fill(connection, table, scale);
            }
            statement.execute("VACUUM (ANALYZE)");
            statement.execute("CHECKPOINT");
        }
    }

    private static <E extends TpchEntity> void fill(
            Connection connection, TpchTable<E> table, double scale) throws SQLException {
        CopyIn copy =
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY " + table.getTableName() + " FROM STDIN (DELIMITER '|')");
        StringBuilder lines = new StringBuilder(CHUNK + 1024);
        for (E row : table.createGenerator(scale, 1, 1)) {
            String line = row.toLine();
            lines.append(line, 0, line.length() - 1).append('\n');
            if (lines.length() > CHUNK) {
                write(copy, lines);
            }
        }
        write(copy, lines);
        copy.endCopy();
    }

    private static void write(CopyIn copy, StringBuilder lines) throws SQLException {
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        lines.setLength(0);
    }
}
