package io.headroom.postgres.advisor;

import io.headroom.postgres.statement.WorkloadStatement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.update.Update;
import net.sf.jsqlparser.statement.update.UpdateSet;

/// What keeping an index up to date costs.
///
/// An index takes a part of each inserted row's time, and of each update that is not heap-only. An
/// update of a column that no index has is heap-only where the page has room; an index on that
/// column ends it for all of them: measured, such updates then take two to five times as long.
final class WriteCosts {

    /// The part of a write's time that one more index takes. Measured: 77 to 184 bytes of
    /// write-ahead log for each row and index.
    static final double SHARE_OF_ROW = 0.15;

    /// How much longer an update takes that is no longer heap-only, beside its time: the middle of
    /// what was measured (two to five times as long).
    static final double SHARE_OF_HOT = 2.5;

    private static final double NOTICEABLE_HOT = 0.2;

    private static final String UPDATES =
            """
            SELECT /* headroom */ schemaname, relname, n_tup_upd, n_tup_hot_upd
            FROM pg_stat_user_tables
            WHERE n_tup_upd > 0
            """;

    private record Write(
            String schema, String table, boolean update, Set<String> columns, double millis) {}

    private final List<Write> writes = new ArrayList<>();
    private final Map<String, Double> hotShares = new HashMap<>();
    private final double totalMillis;

    private WriteCosts(double totalMillis) {
        this.totalMillis = totalMillis;
    }

    /// Reads the writes of the workload, and how many updates were heap-only until now.
    static WriteCosts of(List<WorkloadStatement> statements, Connection database)
            throws SQLException {
        Map<String, Double> hot = new HashMap<>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(UPDATES)) {
            while (rows.next()) {
                hot.put(
                        rows.getString(1) + "." + rows.getString(2),
                        rows.getDouble(4) / rows.getDouble(3));
            }
        }
        return of(statements, hot);
    }

    /// @param hotShares by `schema.table` the share of updates that were heap-only
    static WriteCosts of(List<WorkloadStatement> statements, Map<String, Double> hotShares) {
        WriteCosts costs =
                new WriteCosts(
                        statements.stream().mapToDouble(WorkloadStatement::totalMillis).sum());
        costs.hotShares.putAll(hotShares);
        statements.forEach(costs::add);
        return costs;
    }

    private void add(WorkloadStatement statement) {
        String start = statement.sql().strip().toLowerCase(Locale.ROOT);
        if (!start.startsWith("insert")
                && !start.startsWith("update")
                && !start.startsWith("delete")) {
            return;
        }
        try {
            double millis = statement.totalMillis();
            switch (CCJSqlParserUtil.parse(statement.sql())) {
                case Insert insert -> add(insert.getTable(), false, Set.of(), millis);
                case Delete delete -> add(delete.getTable(), false, Set.of(), millis);
                case Update update ->
                        add(update.getTable(), true, columns(update.getUpdateSets()), millis);
                default -> {
                    // No write of rows.
                }
            }
        } catch (JSQLParserException e) {
            // A dialect beyond the parser: its cost stays unknown, and applying an index is
            // verified on the running service.
            return;
        }
    }

    private void add(Table table, boolean update, Set<String> columns, double millis) {
        String schema = table.getSchemaName() == null ? "" : plain(table.getSchemaName());
        writes.add(new Write(schema, plain(table.getName()), update, columns, millis));
    }

    private static Set<String> columns(List<UpdateSet> sets) {
        Set<String> columns = new TreeSet<>();
        for (UpdateSet set : sets) {
            for (Column column : set.getColumns()) {
                columns.add(plain(column.getColumnName()));
            }
        }
        return columns;
    }

    private static String plain(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name.toLowerCase(Locale.ROOT);
    }

    /// What the index costs, as a share of the workload's time.
    double of(IndexDefinition index) {
        double hot = hotShare(index);
        double millis = 0;
        for (Write write : writes) {
            if (!concerns(write, index)) {
                continue;
            }
            double all = SHARE_OF_ROW;
            if (write.update) {
                all = SHARE_OF_ROW * (1 - hot);
                if (!touched(write, index).isEmpty()) {
                    all += SHARE_OF_HOT * hot;
                }
            }
            millis += write.millis * all;
        }
        return totalMillis > 0 ? millis / totalMillis : 0;
    }

    /// The columns of the index whose updates are heap-only now and would not be with it.
    Set<String> hotColumns(IndexDefinition index) {
        Set<String> columns = new TreeSet<>();
        if (hotShare(index) >= NOTICEABLE_HOT) {
            for (Write write : writes) {
                if (write.update && concerns(write, index)) {
                    columns.addAll(touched(write, index));
                }
            }
        }
        return columns;
    }

    /// The share of the table's updates that are heap-only, from 0 to 1.
    double hotShare(IndexDefinition index) {
        return hotShares.getOrDefault(index.schema() + "." + index.table(), 0.0);
    }

    private static boolean concerns(Write write, IndexDefinition index) {
        return write.table.equals(index.table())
                && (write.schema.isEmpty() || write.schema.equals(index.schema()));
    }

    private static Set<String> touched(Write write, IndexDefinition index) {
        String text =
                String.join(" ", index.keys())
                        + " "
                        + String.join(" ", index.include())
                        + " "
                        + index.predicate();
        Set<String> touched = new TreeSet<>();
        for (String column : write.columns) {
            if (Pattern.compile("(?<!\\w)" + Pattern.quote(column) + "(?!\\w)")
                    .matcher(text)
                    .find()) {
                touched.add(column);
            }
        }
        return touched;
    }
}
