package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;
import io.headroom.postgres.plan.Plan;
import io.headroom.postgres.statement.Workload;
import io.headroom.postgres.statement.WorkloadStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
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
    public Advice suggest(Workload workload, Budget wanted) throws SQLException {
        long start = nanoTime.getAsLong();
        List<WorkloadStatement> statements = workload.statements();
        double totalMillis = statements.stream().mapToDouble(WorkloadStatement::totalMillis).sum();
        Set<String> notes = new LinkedHashSet<>();
        Pace pace = new Pace(options.workShare(), nanoTime, LockSupport::parkNanos);
        ExistingIndexes existing;
        WriteCosts writes;
        // Before the what-if is opened, which may hold a connection: a pool may have only one.
        try (Connection connection = database.getConnection()) {
            existing = ExistingIndexes.of(connection);
            writes = WriteCosts.of(statements, connection);
        }
        try (WhatIf whatIf = new PacedWhatIf(whatIfs.open(database), pace)) {
            notes.addAll(whatIf.notes());
            List<Query> queries = queries(whatIf, statements, notes);
            Budget budget = wanted.ofShare(Query.share(queries, Query::isServable, totalMillis));
            Candidates candidates = new Candidates(options);
            queries.forEach(query -> candidates.add(query.uses()));
            List<IndexDefinition> promising =
                    candidates.found().stream()
                            .filter(existing::lacks)
                            .filter(index -> canPay(index, queries, budget, totalMillis))
                            .toList();
            Map<IndexDefinition, Bytes> sizes = new LinkedHashMap<>(whatIf.define(promising));
            sizes.entrySet().removeIf(one -> existing.hasWhole(one.getKey(), one.getValue()));
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
                                                            > options.timeLimit().toNanos()
                                                    || Thread.currentThread().isInterrupted())
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

    /// No index saves more than all the time of the statements that it concerns: those that cannot
    /// pay even so are never tried.
    private static boolean canPay(
            IndexDefinition index, List<Query> queries, Budget budget, double totalMillis) {
        double most = Query.share(queries, query -> query.concerns(index), totalMillis);
        return most > 0 && most >= budget.leastSaving();
    }

    private List<Query> queries(
            WhatIf whatIf, List<WorkloadStatement> statements, Set<String> notes) {
        List<Query> queries = new ArrayList<>();
        for (WorkloadStatement statement :
                statements.stream().limit(options.maxStatements()).toList()) {
            Question question = Question.of(statement.sql(), statement.types());
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
