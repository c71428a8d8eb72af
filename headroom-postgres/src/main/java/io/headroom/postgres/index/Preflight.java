package io.headroom.postgres.index;

import io.headroom.postgres.index.IndexCatalog.Found;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// What was looked at before an index is built.
///
/// @param sql what would be run
/// @param checks each with what was found, in the order they were made
public record Preflight(String sql, List<Check> checks) {

    public Preflight {
        checks = List.copyOf(checks);
    }

    /// One thing that was looked at.
    ///
    /// @param name which
    /// @param passed whether it allows the build
    /// @param detail what was found, with figures, and when it failed what to do
    public record Check(String name, boolean passed, String detail) {}

    /// Whether nothing speaks against the build.
    public boolean passed() {
        return checks.stream().allMatch(Check::passed);
    }

    /// What speaks against it; empty when nothing does.
    public String objection() {
        return checks.stream()
                .filter(check -> !check.passed)
                .map(Check::detail)
                .findFirst()
                .orElse("");
    }

    static Preflight of(
            Connection connection,
            IndexProposal index,
            IndexChangeOptions options,
            DiskSpace diskSpace)
            throws SQLException {
        long size = expectedBytes(connection, index);
        List<Check> checks = new ArrayList<>();
        checks.add(table(connection, index));
        checks.add(name(IndexCatalog.find(connection, index), index));
        checks.add(size(size, options));
        checks.add(disk(connection, size, options, diskSpace));
        return new Preflight(index.createSql(), checks);
    }

    /// The predicted size, or where nothing was predicted the table's: few indexes are larger.
    private static long expectedBytes(Connection connection, IndexProposal index)
            throws SQLException {
        if (index.predictedSize().count() > 0) {
            return index.predictedSize().count();
        }
        String sql = "SELECT /* headroom */ coalesce(pg_relation_size(to_regclass(?)), 0)";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, index.qualifiedTable());
            try (var row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private static Check table(Connection connection, IndexProposal index) throws SQLException {
        String sql =
                """
                SELECT /* headroom */ c.relkind, pg_has_role(c.relowner, 'USAGE'),
                       has_schema_privilege(c.relnamespace, 'CREATE'), pg_is_in_recovery(),
                       c.relpersistence = 't'
                FROM pg_class c WHERE c.oid = to_regclass(?)
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, index.qualifiedTable());
            try (var row = statement.executeQuery()) {
                String table = index.qualifiedTable();
                if (!row.next()) {
                    return failed("table", "there is no table " + table);
                }
                String kind = row.getString(1);
                if (row.getBoolean(4)) {
                    return failed(
                            "table", "this server is a read-only replica; connect to its primary");
                }
                if (kind.equals("p")) {
                    return failed(
                            "table",
                            table
                                    + " is partitioned: PostgreSQL builds no index over all partitions"
                                    + " concurrently; index its partitions one by one");
                }
                if (!kind.equals("r") && !kind.equals("m")) {
                    return failed("table", table + " is neither a table nor a materialized view");
                }
                if (!row.getBoolean(2) || !row.getBoolean(3)) {
                    return failed(
                            "table",
                            "the role may not index "
                                    + table
                                    + "; it must be a member of its owner and may CREATE in its schema");
                }
                return new Check("table", true, table + " may be indexed");
            }
        }
    }

    private static Check name(Found found, IndexProposal index) {
        String name = index.qualifiedIndex();
        return switch (found) {
            case Found.Absent() -> new Check("name", true, name + " is free");
            case Found.Foreign(String what) -> failed("name", name + " is taken: " + what);
            case Found.Valid(String definition, long _) ->
                    failed("name", name + " is there already: " + definition);
            case Found.Invalid(int pid) when pid != 0 ->
                    failed("name", name + " is being built by process " + pid);
            case Found.Invalid(int _) ->
                    new Check("name", true, name + " is left of a broken build; dropped first");
        };
    }

    private static Check size(long size, IndexChangeOptions options) {
        String detail = "expected to take " + text(size);
        return size <= options.largestIndex().count()
                ? new Check("size", true, detail)
                : failed(
                        "size",
                        "%s, which is above largest-index, %s"
                                .formatted(detail, options.largestIndex()));
    }

    private static Check disk(
            Connection connection, long size, IndexChangeOptions options, DiskSpace diskSpace)
            throws SQLException {
        // A sort beyond maintenance_work_mem goes to disk: the entries, and as tuples half as much.
        long sorted = size > maintenanceBytes(connection) ? size + size / 2 : 0;
        long needed = (long) (size * options.diskMargin()) + sorted;
        OptionalLong free = diskSpace.freeBytes(connection);
        String need =
                "%s needed (%s for index and log, %s for sorting)"
                        .formatted(text(needed), text(needed - sorted), text(sorted));
        if (free.isEmpty()) {
            return new Check("disk", true, need + ", free space unknown");
        }
        String detail = "%s, %s free".formatted(need, text(free.getAsLong()));
        return free.getAsLong() >= needed
                ? new Check("disk", true, detail)
                : failed("disk", "too little disk space: " + detail);
    }

    private static long maintenanceBytes(Connection connection) throws SQLException {
        String sql = "SELECT /* headroom */ pg_size_bytes(current_setting('maintenance_work_mem'))";
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static Check failed(String name, String detail) {
        return new Check(name, false, detail);
    }

    private static String text(long bytes) {
        return bytes < 10L << 20
                ? bytes / (1L << 10) + " KB"
                : bytes < 10L << 30 ? bytes / (1L << 20) + " MB" : bytes / (1L << 30) + " GB";
    }
}
