package io.headroom.postgres.advisor;

import io.headroom.postgres.plan.PlanNode;
import java.util.function.ToIntFunction;

/// What walking down B-trees costs in a plan: PostgreSQL counts 50 operators for each level of each
/// walk (`btcostestimate` in `selfuncs.c`), HypoPG takes its trees as having none. Small, but an
/// index that is there would seem dearer than the same one that is not.
///
/// @param level the cost of one level: 50 × `cpu_operator_cost`
record Descents(double level) {

    static final int OPERATORS = 50;

    /// @param levels how many levels the named index has, leaves included, of those to count; 0 for
    ///   others
    double in(PlanNode root, ToIntFunction<String> levels) {
        return in(root, 1, levels);
    }

    /// @param loops how often the node is run
    private double in(PlanNode node, double loops, ToIntFunction<String> levels) {
        double cost = node.index().isEmpty() ? 0 : loops * level * levels.applyAsInt(node.index());
        for (int i = 0; i < node.children().size(); i++) {
            PlanNode child = node.children().get(i);
            cost += in(child, loops * runs(node, child, i), levels);
        }
        return cost;
    }

    /// How often a node runs its child, as far as the plan tells: a nested loop its inner one for
    /// each outer row, unless a cache of rows stands between; a limit a part of it.
    private static double runs(PlanNode node, PlanNode child, int position) {
        return switch (node.type()) {
            case "Nested Loop" ->
                    position == 0
                                    || child.type().equals("Memoize")
                                    || child.type().equals("Materialize")
                            ? 1
                            : Math.max(1, node.children().getFirst().planRows());
            case "Limit" -> Math.min(1, node.planRows() / Math.max(1, child.planRows()));
            default -> 1;
        };
    }
}
