package io.headroom.postgres.statement;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `pg_stat_statements` of any version from 1.8 (PostgreSQL 13) on: what is missing in an
/// older one is left out by looking at the view's columns, since an extension may be older than its
/// server. Texts are read apart and only when wanted: the server keeps them in a file.
final class CounterReader {

    private static final String FIND =
            """
            SELECT /* headroom */ quote_ident(n.nspname),
                   to_regclass(quote_ident(n.nspname) || '.pg_stat_statements_info') IS NOT NULL,
                   pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'),
                   current_setting('server_version_num')::int
            FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
            WHERE e.extname = 'pg_stat_statements'
            """;

    private static final String COLUMNS =
            """
            SELECT /* headroom */ attname FROM pg_attribute
            WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped
            """;

    /// What was found in the database.
    ///
    /// @param schema of the extension, quoted
    /// @param all whether the role sees the statements of other roles
    /// @param serverVersion as in `server_version_num`
    record Layout(String schema, boolean hasInfo, boolean all, int serverVersion, String select) {}

    private CounterReader() {}

    /// Looks whether and how statements are counted.
    ///
    /// @throws UnavailableException when they are not
    static Layout layout(Connection connection) throws SQLException, UnavailableException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(FIND)) {
            if (!row.next()) {
                throw new UnavailableException(
                        "pg_stat_statements is not installed in this database",
                        "Set shared_preload_libraries = 'pg_stat_statements', restart the server,"
                                + " and run CREATE EXTENSION pg_stat_statements in this database.");
            }
            String schema = row.getString(1);
            return new Layout(
                    schema,
                    row.getBoolean(2),
                    row.getBoolean(3),
                    row.getInt(4),
                    select(schema, columns(connection, schema)));
        }
    }

    private static Set<String> columns(Connection connection, String schema) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, schema + ".pg_stat_statements");
            Set<String> columns = new HashSet<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.add(row.getString(1));
                }
            }
            return columns;
        }
    }

    static String select(String schema, Set<String> columns) {
        String topLevel = columns.contains("toplevel") ? "s.toplevel" : "true";
        String since = columns.contains("stats_since") ? "s.stats_since" : "NULL::timestamptz";
        return """
        SELECT /* headroom */ s.queryid, s.userid::bigint, %s, s.calls, s.total_exec_time,
               s.max_exec_time, s.rows, s.shared_blks_read, s.temp_blks_written, %s
        FROM %s.pg_stat_statements(false) s
        WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND s.queryid IS NOT NULL
        """
                .formatted(topLevel, since, schema);
    }

    static Snapshot read(Connection connection, Layout layout)
            throws SQLException, UnavailableException {
        try {
            Instant resetAt = Instant.MIN;
            long evictions = 0;
            if (layout.hasInfo()) {
                String info =
                        "SELECT /* headroom */ stats_reset, dealloc FROM "
                                + layout.schema()
                                + ".pg_stat_statements_info";
                try (PreparedStatement statement = prepared(connection, info);
                        ResultSet row = statement.executeQuery()) {
                    row.next();
                    resetAt = instant(row.getTimestamp(1));
                    evictions = row.getLong(2);
                }
            }
            try (PreparedStatement statement = prepared(connection, layout.select());
                    ResultSet row = statement.executeQuery()) {
                List<Counters> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(counters(row));
                }
                return new Snapshot(rows, resetAt, evictions);
            }
        } catch (SQLException e) {
            if ("55000".equals(e.getSQLState())) {
                throw new UnavailableException(
                        "pg_stat_statements is installed, but not loaded",
                        "Set shared_preload_libraries = 'pg_stat_statements' and restart the server.");
            }
            throw e;
        }
    }

    /// So that the driver lets the server plan it once for a connection, not in each round.
    private static PreparedStatement prepared(Connection connection, String sql)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(5);
        return statement;
    }

    private static Counters counters(ResultSet row) throws SQLException {
        String queryId = row.getString(1);
        return new Counters(
                queryId,
                new Counters.Key(queryId, row.getLong(2), row.getBoolean(3)),
                row.getDouble(4),
                row.getDouble(5),
                row.getDouble(6),
                row.getDouble(7),
                row.getDouble(8),
                row.getDouble(9),
                instant(row.getTimestamp(10)));
    }

    private static Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? Instant.MIN : timestamp.toInstant();
    }

    /// The texts of these statements, cut to what the watch keeps. One that the server has
    /// forgotten is missing.
    static Map<String, String> texts(Connection connection, Layout layout, Collection<String> ids)
            throws SQLException {
        String sql =
                """
                SELECT /* headroom */ DISTINCT ON (s.queryid) s.queryid, left(s.query, %d)
                FROM %s.pg_stat_statements(true) s
                WHERE s.queryid = ANY (?) AND s.query IS NOT NULL
                  AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                """
                        .formatted(StatementOptions.MAX_TEXT, layout.schema());
        Map<String, String> texts = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Object[] wanted = ids.stream().map(Long::valueOf).toArray();
            statement.setArray(1, connection.createArrayOf("bigint", wanted));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    texts.put(row.getString(1), row.getString(2));
                }
            }
        }
        return texts;
    }
}
