package io.headroom.postgres.advisor;

import io.headroom.postgres.plan.Plan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/// Asks for plans of one connection; never executes a statement.
///
/// Statements with parameters are prepared once. `setNull` of JDBC would give plans for NULL, which
/// finds nothing; so values are literals of `EXECUTE`, and without values the generic plan is asked
/// for, anew each time: PostgreSQL keeps such a plan when only an index's validity changes.
final class Explainer {

    private static final String EXPLAIN = "EXPLAIN /* headroom */ (FORMAT JSON, VERBOSE) ";

    private final Connection connection;
    private final Map<String, String> prepared = new HashMap<>();
    private String mode = "";

    Explainer(Connection connection) {
        this.connection = connection;
    }

    Plan plan(Question question) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            String explain =
                    question.parameters() == 0
                            ? EXPLAIN + question.sql()
                            : EXPLAIN + execution(question, statement);
            try (ResultSet rows = statement.executeQuery(explain)) {
                rows.next();
                return Plan.parse(rows.getString(1));
            }
        }
    }

    private String execution(Question question, Statement statement) throws SQLException {
        String name = prepared.get(question.sql());
        if (name == null) {
            name = "headroom_" + prepared.size();
            prepare(name, question, statement);
            prepared.put(question.sql(), name);
        }
        String wanted = question.hasValues() ? "force_custom_plan" : "force_generic_plan";
        if (!mode.equals(wanted)) {
            statement.execute("SET /* headroom */ plan_cache_mode = " + wanted);
            mode = wanted;
        }
        if (question.hasValues()) {
            return "EXECUTE " + name + "(" + String.join(", ", question.values()) + ")";
        }
        statement.execute("DISCARD /* headroom */ PLANS");
        String nulls = String.join(", ", Collections.nCopies(question.parameters(), "NULL"));
        return "EXECUTE " + name + "(" + nulls + ")";
    }

    /// A driver may leave the types of what it binds to the server (`stringtype=unspecified`), so
    /// what cannot be prepared with them is prepared without.
    private static void prepare(String name, Question question, Statement statement)
            throws SQLException {
        String sql = " AS " + question.sql();
        if (question.types().isEmpty()) {
            statement.execute("PREPARE /* headroom */ " + name + sql);
            return;
        }
        try {
            statement.execute(
                    "PREPARE /* headroom */ "
                            + name
                            + " ("
                            + String.join(", ", question.types())
                            + ")"
                            + sql);
        } catch (SQLException typed) {
            try {
                statement.execute("PREPARE /* headroom */ " + name + sql);
            } catch (SQLException untyped) {
                typed.addSuppressed(untyped);
                throw typed;
            }
        }
    }
}
