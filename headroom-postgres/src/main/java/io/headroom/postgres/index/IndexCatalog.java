package io.headroom.postgres.index;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// What PostgreSQL knows of an index and its table.
final class IndexCatalog {

    private IndexCatalog() {}

    /// What stands under an index's name.
    sealed interface Found {
        /// Nothing.
        record Absent() implements Found {}

        /// Something that is no index of this table.
        record Foreign(String what) implements Found {}

        /// An index that no query uses: one being built, or what is left of a broken build or drop.
        ///
        /// @param builderPid the process that builds it; 0 when nobody does
        record Invalid(int builderPid) implements Found {}

        /// A whole index.
        record Valid(String definition, long bytes) implements Found {}
    }

    static Found find(Connection connection, IndexProposal index) throws SQLException {
        String sql =
                """
                SELECT /* headroom */ c.relkind, coalesce(i.indrelid = to_regclass(?), false),
                       coalesce(i.indisvalid AND i.indisready AND i.indislive, false),
                       coalesce(pg_get_indexdef(i.indexrelid), ''), pg_relation_size(c.oid),
                       coalesce((SELECT p.pid FROM pg_stat_progress_create_index p
                                 WHERE p.index_relid = c.oid AND p.datid =
                                       (SELECT oid FROM pg_database
                                        WHERE datname = current_database())), 0)
                FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_index i ON i.indexrelid = c.oid
                WHERE n.nspname = ? AND c.relname = ?
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, index.qualifiedTable());
            statement.setString(2, index.schema());
            statement.setString(3, index.name());
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    return new Found.Absent();
                }
                if (!row.getBoolean(2)) {
                    return new Found.Foreign(
                            "another relation (kind " + row.getString(1) + ") has the name");
                }
                return row.getBoolean(3)
                        ? new Found.Valid(row.getString(4), row.getLong(5))
                        : new Found.Invalid(row.getInt(6));
            }
        }
    }

    /// How often the index was scanned since it was made or the statistics were reset.
    static long scans(Connection connection, IndexProposal index) throws SQLException {
        String sql =
                """
                SELECT /* headroom */ coalesce(max(idx_scan), 0) FROM pg_stat_all_indexes
                WHERE schemaname = ? AND indexrelname = ?
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, index.schema());
            statement.setString(2, index.name());
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /// How far the build of this index is; [BuildProgress#NONE] when it is not being built.
    static BuildProgress progress(Connection connection, IndexProposal index) throws SQLException {
        // lockers are transactions that must end first; blocks and tuples count within the phase.
        String sql =
                """
                SELECT /* headroom */ p.phase, p.blocks_total, p.blocks_done, p.tuples_total, p.tuples_done,
                       p.lockers_total, p.lockers_done, coalesce(p.current_locker_pid, 0),
                       extract(epoch FROM clock_timestamp() - a.query_start)
                FROM pg_stat_progress_create_index p
                JOIN pg_stat_activity a ON a.pid = p.pid
                WHERE p.datname = current_database() AND p.relid = to_regclass(?)
                      AND p.command LIKE 'CREATE INDEX%'
                      AND strpos(a.query, ?) > 0
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, index.qualifiedTable());
            statement.setString(2, index.name());
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    return BuildProgress.NONE;
                }
                String phase = row.getString(1);
                double done =
                        phase.startsWith("waiting")
                                ? share(row.getLong(7), row.getLong(6))
                                : Math.max(
                                        share(row.getLong(3), row.getLong(2)),
                                        share(row.getLong(5), row.getLong(4)));
                Duration elapsed = Duration.ofMillis((long) (row.getDouble(9) * 1_000));
                return BuildProgress.of(phase, done, elapsed, row.getInt(8));
            }
        }
    }

    private static double share(long done, long total) {
        return total > 0 ? (double) done / total : 0;
    }

    /// Asks PostgreSQL to end the build of this index, whichever node runs it.
    static void cancelBuild(Connection connection, IndexProposal index) throws SQLException {
        String sql =
                """
                SELECT /* headroom */ pg_cancel_backend(p.pid)
                FROM pg_stat_progress_create_index p
                JOIN pg_stat_activity a ON a.pid = p.pid
                WHERE p.datname = current_database() AND p.relid = to_regclass(?)
                      AND p.command = 'CREATE INDEX CONCURRENTLY'
                      AND strpos(a.query, ?) > 0
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, index.qualifiedTable());
            statement.setString(2, index.name());
            statement.execute();
        }
    }
}
