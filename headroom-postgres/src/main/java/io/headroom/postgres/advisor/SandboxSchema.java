package io.headroom.postgres.advisor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Makes a database's tables, indexes and views again in an empty one, without rows, by the
/// statements that `schema.sql` writes from its catalogue.
///
/// What cannot be made (an extension that the sandbox lacks, what depends on it) is left out and
/// noted. Statements that failed are tried again after the others, as views may stand on views.
final class SandboxSchema {

    private static final int MOST_ROUNDS = 5;

    private final Connection from;
    private final Connection to;
    private final List<String> notes;

    private record Step(int phase, String object, String sql) {}

    SandboxSchema(Connection from, Connection to, List<String> notes) {
        this.from = from;
        this.to = to;
        this.notes = notes;
    }

    void copy() throws SQLException {
        List<Step> left = steps();
        try (Statement statement = to.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET check_function_bodies = off");
            for (int round = 0; round < MOST_ROUNDS && !left.isEmpty(); round++) {
                List<Step> failed = new ArrayList<>();
                for (Step step : left) {
                    if (!run(statement, step)) {
                        failed.add(step);
                    }
                }
                if (failed.size() == left.size()) {
                    break;
                }
                left = failed;
            }
            statement.execute("RESET check_function_bodies");
        }
        left.stream()
                .filter(step -> !step.object.isEmpty())
                .map(step -> step.object + " is not in the sandbox")
                .forEach(notes::add);
    }

    private static boolean run(Statement statement, Step step) {
        try {
            statement.execute(step.sql);
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private List<Step> steps() throws SQLException {
        List<Step> steps = new ArrayList<>();
        try (Statement statement = from.createStatement()) {
            statement.setEscapeProcessing(false);
            try (ResultSet rows = statement.executeQuery(Sql.read("schema.sql"))) {
                while (rows.next()) {
                    steps.add(new Step(rows.getInt(1), rows.getString(2), rows.getString(3)));
                }
            }
        }
        return steps;
    }
}
