package io.headroom.postgres.plan;

import io.headroom.core.Bytes;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What one must know about a database to judge a plan.
///
/// @param tables the plan's relations
/// @param workMemory the session's `work_mem`: what one sort or hash may use before it spills
public record Surroundings(List<Table> tables, Bytes workMemory) {

    private static final String SQL =
            """
            SELECT /* headroom */ n.nspname, c.relname,
                   greatest(c.reltuples, coalesce(s.n_live_tup, 0)) AS rows,
                   c.reltuples < 0
                     OR (has_table_privilege(c.oid, 'SELECT')
                         AND NOT EXISTS (SELECT FROM pg_stats p
                                         WHERE p.schemaname = n.nspname
                                           AND p.tablename = c.relname)) AS unknown,
                   coalesce(s.n_mod_since_analyze, 0) AS changed,
                   (SELECT setting::bigint * 1024 FROM pg_settings WHERE name = 'work_mem')
            FROM unnest(?::text[], ?::text[]) AS named(schema, name)
            JOIN pg_namespace n ON n.nspname = named.schema
            JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = named.name
            LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
            WHERE c.relkind IN ('r', 'm', 'p')
            """;

    /// One relation.
    ///
    /// @param schema its schema
    /// @param name its name
    /// @param rows how many it has, as the last `ANALYZE` or the activity statistics estimate; -1
    ///   when nothing is known
    /// @param statisticsMissing whether the planner knows nothing about its columns
    /// @param changedSinceAnalyze rows that were written since the statistics were made
    public record Table(
            String schema,
            String name,
            double rows,
            boolean statisticsMissing,
            double changedSinceAnalyze) {}

    public Surroundings {
        tables = List.copyOf(tables);
    }

    /// Nothing is known; `work_mem` is PostgreSQL's default of 4 MB.
    public static Surroundings unknown() {
        return new Surroundings(List.of(), Bytes.ofMegabytes(4));
    }

    /// Looks up the plan's relations, in one query. The plan must be verbose: else its relations
    /// have no schemas and none is found.
    public static Surroundings read(Connection connection, Plan plan) throws SQLException {
        List<PlanNode.Relation> relations = plan.relations();
        if (relations.isEmpty()) {
            return unknown();
        }
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setArray(
                    1,
                    array(connection, relations.stream().map(PlanNode.Relation::schema).toList()));
            statement.setArray(
                    2, array(connection, relations.stream().map(PlanNode.Relation::name).toList()));
            try (ResultSet row = statement.executeQuery()) {
                List<Table> tables = new ArrayList<>();
                Bytes workMemory = Bytes.ofMegabytes(4);
                while (row.next()) {
                    tables.add(
                            new Table(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getDouble(3),
                                    row.getBoolean(4),
                                    row.getDouble(5)));
                    workMemory = Bytes.of(row.getLong(6));
                }
                return new Surroundings(tables.stream().distinct().toList(), workMemory);
            }
        }
    }

    private static Array array(Connection connection, List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    Table table(PlanNode.Relation relation) {
        for (Table table : tables) {
            if (table.name().equals(relation.name()) && table.schema().equals(relation.schema())) {
                return table;
            }
        }
        return new Table(relation.schema(), relation.name(), -1, false, 0);
    }
}
