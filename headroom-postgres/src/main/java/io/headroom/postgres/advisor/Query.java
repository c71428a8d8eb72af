package io.headroom.postgres.advisor;

import io.headroom.postgres.plan.Plan;
import io.headroom.postgres.statement.WorkloadStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// A statement of the workload as the search sees it.
final class Query {

    final WorkloadStatement statement;

    /// The statement with each of its samples, or alone.
    final List<Question> questions;

    /// Its mean cost without any new index.
    final double base;

    private final Set<String> tables = new HashSet<>();
    private final Set<String> firstKeys = new HashSet<>();
    private final List<TableUse> uses = new ArrayList<>();

    Query(WorkloadStatement statement, List<Question> questions, List<Plan> plans) {
        this.statement = statement;
        this.questions = List.copyOf(questions);
        this.base = plans.stream().mapToDouble(Plan::totalCost).average().orElse(0);
        boolean constants = questions.getFirst().parameters() == 0;
        plans.forEach(plan -> uses.addAll(PlanReader.read(plan, constants)));
        for (TableUse use : uses) {
            String table = use.schema + "." + use.table;
            tables.add(table);
            use.equal.forEach(key -> firstKeys.add(table + " " + key));
            use.fixed.forEach(key -> firstKeys.add(table + " " + key));
            use.joined.forEach(key -> firstKeys.add(table + " " + key));
            use.range.forEach(key -> firstKeys.add(table + " " + key));
            use.orders.forEach(order -> firstKeys.add(table + " " + order.getFirst()));
        }
    }

    /// What some of the queries take of the workload's time, from 0 to 1.
    static double share(List<Query> queries, Predicate<Query> which, double totalMillis) {
        double millis =
                queries.stream()
                        .filter(which)
                        .mapToDouble(query -> query.statement.totalMillis())
                        .sum();
        return totalMillis > 0 ? millis / totalMillis : 0;
    }

    Collection<TableUse> uses() {
        return uses;
    }

    /// Whether an index could serve it: it compares or orders by a key in one of its tables. One
    /// that reads a table from end to end it cannot.
    boolean isServable() {
        return uses.stream().anyMatch(TableUse::isServable);
    }

    /// Whether the index could change the plan: it begins with a key that the statement uses, or
    /// holds all that it reads of the table.
    boolean concerns(IndexDefinition index) {
        String table = index.schema() + "." + index.table();
        if (!tables.contains(table)) {
            return false;
        }
        if (firstKeys.contains(table + " " + index.keys().getFirst())) {
            return true;
        }
        return uses.stream()
                .anyMatch(use ->
                        use.schema.equals(index.schema())
                                && use.table.equals(index.table())
                                && use.needed.stream()
                                        .allMatch(column ->
                                                index.keys().contains(column)
                                                        || index.include().contains(column)));
    }
}
