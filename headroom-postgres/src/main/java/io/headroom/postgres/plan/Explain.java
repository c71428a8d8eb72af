package io.headroom.postgres.plan;

import io.headroom.postgres.plan.SqlTokens.Kind;
import io.headroom.postgres.plan.SqlTokens.Token;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Asks the server for plans of statements that the service itself runs, by `PREPARE` and `EXPLAIN
/// EXECUTE` in a read-only transaction with the limits' time-outs.
///
/// Planning runs functions that are STABLE or IMMUTABLE, so never give it a text of strangers: that
/// is for [FreeSql]. An error's message may hold data of tables: pass on its SQLState at most.
///
/// Safe for use by many threads, each with a connection of its own. The connection must be in
/// auto-commit mode and is left so; nothing of the explanation stays in its session.
public final class Explain {

    private static final String NAME = "headroom_explain";
    private static final Set<String> TYPES_BEFORE_A_CONSTANT =
            Set.of("date", "time", "timetz", "timestamp", "timestamptz", "interval");

    private final ExplainLimits limits;

    public Explain(ExplainLimits limits) {
        this.limits = limits;
    }

    private enum Mode {
        GENERIC("force_generic_plan", "VERBOSE, FORMAT JSON"),
        SAMPLED("force_custom_plan", "VERBOSE, FORMAT JSON"),
        ANALYZED("force_custom_plan", "ANALYZE, BUFFERS, VERBOSE, FORMAT JSON");

        private final String planCacheMode;
        private final String options;

        Mode(String planCacheMode, String options) {
            this.planCacheMode = planCacheMode;
            this.options = options;
        }
    }

    /// The plan for any values: what a server that knows none of them would do.
    ///
    /// @param sql one statement with `$1`, `$2` … in the place of values, as `pg_stat_statements`
    ///   holds it
    /// @param types the parameters' types in order, as [BoundValue#type] names them; may be shorter
    ///   than there are parameters: the server infers the others
    /// @throws SQLException when the server refuses, or a limit was met
    public Plan generic(Connection connection, String sql, List<String> types) throws SQLException {
        List<@Nullable Object> none = Collections.nCopies(SqlTokens.parameters(sql), null);
        return run(connection, Mode.GENERIC, sql, types, none);
    }

    /// The plan for these values.
    ///
    /// @param sql one statement with `$1`, `$2` … in the place of the values
    /// @param values one by parameter; their classes decide the parameters' types
    /// @throws SQLException when the server refuses, or a limit was met
    public Plan sampled(Connection connection, String sql, List<@Nullable Object> values)
            throws SQLException {
        return run(connection, Mode.SAMPLED, sql, types(values), values);
    }

    /// The plan for these values, after an execution whose rows are thrown away. A statement that
    /// writes is refused by the server, since the transaction is read-only.
    ///
    /// @param sql one statement with `$1`, `$2` … in the place of the values
    /// @param values one by parameter; their classes decide the parameters' types
    /// @throws SQLException when the server refuses, or a limit was met
    public Plan analyzed(Connection connection, String sql, List<@Nullable Object> values)
            throws SQLException {
        return run(connection, Mode.ANALYZED, sql, types(values), values);
    }

    private static List<String> types(List<@Nullable Object> values) {
        return values.stream().map(BoundValue::type).toList();
    }

    private Plan run(
            Connection connection,
            Mode mode,
            String sql,
            List<String> types,
            List<@Nullable Object> values)
            throws SQLException {
        String prepared = preparable(sql);
        if (!connection.getAutoCommit()) {
            throw new IllegalStateException("explain on a connection in auto-commit mode");
        }
        connection.setAutoCommit(false);
        boolean named = false;
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(beginning(limits, mode.planCacheMode));
            statement.execute("PREPARE " + NAME + declared(types) + " AS " + prepared);
            named = true;
            return read(
                    statement,
                    "EXPLAIN (" + mode.options + ") EXECUTE " + NAME + arguments(values));
        } finally {
            end(connection, named);
        }
    }

    /// What opens the read-only transaction; the connection is out of auto-commit mode.
    static String beginning(ExplainLimits limits, String planCacheMode) {
        return """
        SET TRANSACTION READ ONLY;
        SET LOCAL statement_timeout = %d;
        SET LOCAL lock_timeout = %d;
        SET LOCAL plan_cache_mode = %s;
        SET LOCAL standard_conforming_strings = on\
        """
                .formatted(
                        limits.statementTimeout().toMillis(),
                        limits.lockTimeout().toMillis(),
                        planCacheMode);
    }

    static Plan read(Statement statement, String explain) throws SQLException {
        try (ResultSet row = statement.executeQuery(explain)) {
            row.next();
            return Plan.parse(row.getString(1));
        }
    }

    /// A prepared statement outlives its transaction, so it is dropped after the rollback.
    private static void end(Connection connection, boolean named) throws SQLException {
        try {
            connection.rollback();
        } finally {
            connection.setAutoCommit(true);
        }
        if (named) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("DEALLOCATE " + NAME);
            }
        }
    }

    private static String declared(List<String> types) {
        return types.isEmpty() ? "" : " (" + String.join(", ", types) + ")";
    }

    private static String arguments(List<@Nullable Object> values) {
        return values.isEmpty()
                ? ""
                : values.stream()
                        .map(BoundValue::literal)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    /// The text as `PREPARE` takes it: a constant after its type's name, `date $1`, becomes a cast,
    /// and a semicolon at the end goes.
    ///
    /// @throws IllegalArgumentException when these are several statements
    static String preparable(String sql) {
        List<Token> tokens = SqlTokens.of(sql);
        StringBuilder text = new StringBuilder();
        int copied = 0;
        int last = tokens.size() - 1;
        while (last >= 0 && tokens.get(last).isSymbol(';')) {
            last--;
        }
        for (int i = 0; i <= last; i++) {
            Token token = tokens.get(i);
            if (token.isSymbol(';')) {
                throw new IllegalArgumentException("only one statement can be explained at once");
            }
            boolean cast =
                    i < last
                            && token.kind() == Kind.WORD
                            && TYPES_BEFORE_A_CONSTANT.contains(token.name())
                            && tokens.get(i + 1).kind() == Kind.PARAMETER;
            if (cast) {
                Token parameter = tokens.get(i + 1);
                text.append(sql, copied, token.start())
                        .append("(")
                        .append(parameter.text())
                        .append(")::")
                        .append(token.text());
                copied = parameter.end();
            }
        }
        int end = last < 0 ? 0 : tokens.get(last).end();
        return text.append(sql, Math.min(copied, end), end).toString();
    }
}
