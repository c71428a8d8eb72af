package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;
import io.headroom.postgres.plan.Plan;
import io.headroom.postgres.statement.Workload;
import io.headroom.postgres.statement.WorkloadStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/// The advisor that tries candidates against the planner. See the package for how.
///
/// ```java
/// IndexAdvisor advisor = ExtendAdvisor.inSandbox(database, server, AdvisorOptions.defaults(), System::nanoTime);
/// Advice advice = advisor.suggest(workload, Budget.standard());
/// ```
///
/// Limits: B-trees only are tried. Indexes on partitions are tried one by one, not on the
/// partitioned table. Extended statistics are not in the sandbox. Beside the catalogue, the
/// service's database is asked for nothing; with HypoPG the plans are made there.
public final class ExtendAdvisor implements IndexAdvisor {

    private final DataSource database;
    private final WhatIf.Source whatIfs;
    private final AdvisorOptions options;
    private final LongSupplier nanoTime;

    /// An advisor that asks any what-if.
    ///
    /// @param nanoTime `System::nanoTime`
    public ExtendAdvisor(
            DataSource database,
            WhatIf.Source whatIfs,
            AdvisorOptions options,
            LongSupplier nanoTime) {
        this.database = database;
        this.whatIfs = whatIfs;
        this.options = options;
        this.nanoTime = nanoTime;
    }

    /// An advisor whose planner is a server of our own: no extension and no load on the service's.
    ///
    /// @param database the service's database; its user needs to read the tables' statistics, as
    ///   their owner does
    /// @param server the sandbox
    /// @param nanoTime `System::nanoTime`
    public static IndexAdvisor inSandbox(
            DataSource database,
            SandboxServer server,
            AdvisorOptions options,
            LongSupplier nanoTime) {
        return new ExtendAdvisor(database, WhatIf.inSandbox(server), options, nanoTime);
    }

    /// An advisor whose planner is the service's own, with the extension HypoPG, which must be
    /// installed in the database.
    ///
    /// @param nanoTime `System::nanoTime`
    public static IndexAdvisor withHypoPg(
            DataSource database, AdvisorOptions options, LongSupplier nanoTime) {
        return new ExtendAdvisor(database, WhatIf.hypoPg(), options, nanoTime);
    }

    @Override
    public Advice suggest(Workload workload, Budget budget) throws SQLException {
        long start = nanoTime.getAsLong();
        List<WorkloadStatement> statements = workload.statements();
        double totalMillis = statements.stream().mapToDouble(WorkloadStatement::totalMillis).sum();
        Set<String> notes = new LinkedHashSet<>();
        try (WhatIf whatIf = whatIfs.open(database)) {
            notes.addAll(whatIf.notes());
            List<Query> queries = queries(whatIf, statements, notes);
            ExistingIndexes existing;
            WriteCosts writes;
            try (Connection connection = database.getConnection()) {
                existing = ExistingIndexes.of(connection);
                writes = WriteCosts.of(statements, connection);
            }
            Candidates candidates = new Candidates(options);
            queries.forEach(query -> candidates.add(query.uses()));
            Map<IndexDefinition, Bytes> sizes =
                    whatIf.define(candidates.found().stream().filter(existing::lacks).toList());
            CostModel costs = new CostModel(whatIf, queries, sizes, totalMillis);
            Choice choice = new Choice(costs, writes, budget, options);
            BitSet allowed = choice.worthTrying();
            List<Integer> chosen =
                    new Extend(
                                    costs,
                                    budget,
                                    choice::writeCost,
                                    () ->
                                            nanoTime.getAsLong() - start
                                                    > options.timeLimit().toNanos())
                            .choose(allowed);
            List<IndexDefinition> rules = new ArrayList<>();
            for (Query query : queries) {
                for (TableUse use : query.uses()) {
                    use.byRule.stream().filter(existing::lacks).forEach(rules::add);
                }
            }
            return new Findings(costs, choice, existing)
                    .advice(chosen, rules.stream().distinct().toList(), notes);
        }
    }

    private List<Query> queries(
            WhatIf whatIf, List<WorkloadStatement> statements, Set<String> notes) {
        List<Query> queries = new ArrayList<>();
        for (WorkloadStatement statement :
                statements.stream().limit(options.maxStatements()).toList()) {
            Question question = Question.of(statement.sql());
            Set<Question> questions = new LinkedHashSet<>();
            statement.samples().stream()
                    .map(question::with)
                    .limit(options.samples())
                    .forEach(questions::add);
            if (questions.isEmpty()) {
                questions.add(question);
            }
            try {
                List<Plan> plans = new ArrayList<>();
                for (Question one : questions) {
                    plans.add(whatIf.plan(one, List.of()));
                }
                queries.add(new Query(statement, List.copyOf(questions), plans));
            } catch (SQLException e) {
                // The error's text may hold values of the statement: its state is enough.
                notes.add(
                        "statement %s cannot be planned (SQLState %s)"
                                .formatted(statement.queryId(), e.getSQLState()));
            }
        }
        return queries;
    }
}
