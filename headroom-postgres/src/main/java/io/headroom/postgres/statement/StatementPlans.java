package io.headroom.postgres.statement;

import io.headroom.postgres.plan.BoundValue;
import io.headroom.postgres.plan.Explain;
import io.headroom.postgres.plan.ExplainLimits;
import io.headroom.postgres.plan.ExplainOutcome;
import io.headroom.postgres.plan.ExplainOutcome.Explained;
import io.headroom.postgres.plan.ExplainOutcome.Failed;
import io.headroom.postgres.plan.ExplainOutcome.Refused;
import io.headroom.postgres.plan.Plan;
import io.headroom.postgres.plan.SqlTokens;
import io.headroom.postgres.plan.SqlTokens.Kind;
import io.headroom.postgres.plan.Surroundings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Plans of watched statements, by their identifier: nothing that a caller sends is given to the
/// server. Safe for use by many threads.
public final class StatementPlans {

    /// Functions that may do more than compute: take a lock for the session, notify, write.
    private static final String VOLATILE =
            """
            SELECT /* headroom */ EXISTS (
              SELECT FROM pg_catalog.pg_proc p
              WHERE p.proname = ANY (?) AND p.provolatile = 'v'
                AND p.proname NOT IN ('random', 'clock_timestamp', 'gen_random_uuid'))
            """;

    private final DataSource dataSource;
    private final Workload workload;
    private final Explain explain;

    public StatementPlans(DataSource dataSource, Workload workload, ExplainLimits limits) {
        this.dataSource = dataSource;
        this.workload = workload;
        this.explain = new Explain(limits);
    }

    /// What was found.
    ///
    /// @param outcome the generic plan, or that for the sampled values
    /// @param sampled whether it was made with values that the service bound
    /// @param genericCost the cost for any values; NaN when the plan could not be made
    public record StatementPlan(ExplainOutcome outcome, boolean sampled, double genericCost) {}

    /// Explains a statement of the workload.
    ///
    /// @param analyze whether to execute it, too, with sampled values: only a SELECT without
    ///   volatile functions, and not when it has parameters and no samples
    public StatementPlan explain(String queryId, boolean analyze) {
        Optional<WorkloadStatement> found =
                workload.statements().stream()
                        .filter(statement -> statement.queryId().equals(queryId))
                        .findFirst();
        if (found.isEmpty()) {
            return refused("no statement with this queryId was seen in the kept time");
        }
        WorkloadStatement statement = found.get();
        List<@Nullable Object> values =
                statement.samples().isEmpty() ? List.of() : statement.samples().getFirst();
        boolean complete =
                !statement.samples().isEmpty() || SqlTokens.parameters(statement.sql()) == 0;
        if (analyze && !isSelect(statement.sql())) {
            return refused("only a SELECT is executed to explain it");
        }
        if (analyze && !complete) {
            return refused(
                    "there are no values to execute it with: none were seen, or they may be secret");
        }
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            if (analyze && callsVolatile(connection, statement.sql())) {
                return refused("it calls a function that may do more than read");
            }
            return explained(connection, statement, values, analyze, complete);
        } catch (SQLException e) {
            String state = e.getSQLState() == null ? "XX000" : e.getSQLState();
            return new StatementPlan(new Failed(state, 0), false, Double.NaN);
        } catch (IllegalArgumentException severalStatements) {
            return refused("this statement cannot be explained");
        }
    }

    private StatementPlan explained(
            Connection connection,
            WorkloadStatement statement,
            List<@Nullable Object> values,
            boolean analyze,
            boolean complete)
            throws SQLException {
        List<String> types =
                values.isEmpty()
                        ? statement.types()
                        : values.stream().map(BoundValue::type).toList();
        Plan generic = explain.generic(connection, statement.sql(), types);
        Plan plan =
                analyze
                        ? explain.analyzed(connection, statement.sql(), values)
                        : complete ? explain.sampled(connection, statement.sql(), values) : generic;
        return new StatementPlan(
                new Explained(plan, Surroundings.read(connection, plan)),
                complete && !values.isEmpty(),
                generic.totalCost());
    }

    /// A WITH may write; the read-only transaction would refuse it, but it is told earlier.
    private static boolean isSelect(String sql) {
        String text = sql.strip().toLowerCase(Locale.ROOT);
        return text.startsWith("select") || text.startsWith("with") || text.startsWith("(");
    }

    /// A read-only transaction does not keep a function from taking a lock that outlives it.
    private static boolean callsVolatile(Connection connection, String sql) throws SQLException {
        List<SqlTokens.Token> tokens =
                SqlTokens.of(sql).stream().filter(token -> token.kind() != Kind.COMMENT).toList();
        List<String> called = new ArrayList<>();
        for (int i = 1; i < tokens.size(); i++) {
            if (tokens.get(i).isSymbol('(') && tokens.get(i - 1).kind() != Kind.SYMBOL) {
                called.add(tokens.get(i - 1).name());
            }
        }
        try (PreparedStatement query = connection.prepareStatement(VOLATILE)) {
            query.setArray(1, connection.createArrayOf("text", called.toArray()));
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static StatementPlan refused(String reason) {
        return new StatementPlan(new Refused(reason), false, Double.NaN);
    }
}
