package io.headroom.postgres.index;

import io.headroom.postgres.index.StatementEffect.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The counters of pg_stat_statements in the present database.
final class StatementCounters {

    private static final int MOST_TOUCHING = 50;
    private static final int MOST_CONTROLS = 20;
    private static final int LONGEST_TEXT = 2_000;
    private static final Pattern QUERY =
            Pattern.compile(
                    "(?is)(\\s|--[^\n]*\n|/\\*.*?\\*/|\\()*(select|with|insert|update|delete|merge|values)\\b.*");

    private StatementCounters() {}

    /// All counters by query id; empty when pg_stat_statements cannot be read.
    static Map<String, StatementFigures> read(Connection connection) throws SQLException {
        String view = view(connection);
        Map<String, StatementFigures> figures = new HashMap<>();
        if (view.isEmpty()) {
            return figures;
        }
        // One statement has several rows: one per role, and apart at the top and inside functions.
        String sql =
                """
                SELECT /* headroom */ queryid::text, sum(calls), sum(total_exec_time),
                       sum(calls * (mean_exec_time ^ 2 + stddev_exec_time ^ 2))
                FROM %s(false)
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                      AND queryid IS NOT NULL
                GROUP BY queryid
                """
                        .formatted(view);
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            while (row.next()) {
                figures.put(
                        row.getString(1),
                        new StatementFigures(row.getDouble(2), row.getDouble(3), row.getDouble(4)));
            }
        }
        return figures;
    }

    /// The statements to watch while the table gets an index: those it is meant for, those that
    /// name the table, and some that do not, the most expensive of each.
    static List<StatementEffect> watched(Connection connection, IndexProposal index)
            throws SQLException {
        String view = view(connection);
        List<StatementEffect> watched = new ArrayList<>();
        if (view.isEmpty()) {
            return watched;
        }
        String sql =
                """
                SELECT /* headroom */ queryid::text, min(query)
                FROM %s(true)
                WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
                      AND queryid IS NOT NULL AND query IS NOT NULL
                      AND query NOT ILIKE '%%pg\\_stat\\_%%' AND query NOT ILIKE '%%headroom\\_index\\_%%'
                GROUP BY queryid ORDER BY sum(total_exec_time) DESC
                """
                        .formatted(view);
        Pattern named =
                Pattern.compile(
                        "(?is).*(?<![\\w$])" + Pattern.quote(index.table()) + "(?![\\w$]).*");
        Set<String> intended = Set.copyOf(index.queryIds());
        int touching = 0;
        int controls = 0;
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            while (row.next()) {
                String id = row.getString(1);
                String text = row.getString(2);
                if (intended.contains(id)) {
                    watched.add(effect(id, text, Role.INTENDED));
                } else if (QUERY.matcher(text).matches()) {
                    boolean touches = named.matcher(text).matches();
                    if (touches && touching++ < MOST_TOUCHING) {
                        watched.add(effect(id, text, Role.TOUCHING));
                    } else if (!touches && !isOfTheCatalogue(text) && controls++ < MOST_CONTROLS) {
                        watched.add(effect(id, text, Role.CONTROL));
                    }
                }
            }
        }
        return watched;
    }

    /// Statements of ours and of other monitoring; they are no measure of the service.
    private static boolean isOfTheCatalogue(String text) {
        return text.contains("pg_") || text.contains("set_config");
    }

    private static StatementEffect effect(String id, String text, Role role) {
        return StatementEffect.of(
                id, text.substring(0, Math.min(text.length(), LONGEST_TEXT)), role);
    }

    /// The function of pg_stat_statements with its schema; empty when it cannot be called.
    private static String view(Connection connection) throws SQLException {
        String sql =
                """
                SELECT /* headroom */ format('%I.pg_stat_statements', n.nspname)
                FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                WHERE e.extname = 'pg_stat_statements'
                      AND EXISTS (SELECT FROM pg_settings
                                  WHERE name = 'pg_stat_statements.max')
                """;
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }
}
