package io.headroom.postgres.advisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.core.Bytes;
import io.headroom.postgres.plan.Plan;
import io.headroom.postgres.plan.PlanNode;
import io.headroom.postgres.statement.WorkloadStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExtendTest {

    private static final IndexDefinition A = IndexDefinition.btree("public", "t", "a");
    private static final IndexDefinition AB = IndexDefinition.btree("public", "t", "a", "b");
    private static final IndexDefinition B = IndexDefinition.btree("public", "t", "b");

    private final List<String> asked = new ArrayList<>();

    private static final Map<IndexDefinition, Integer> TEN_AND_FORTY = Map.of(A, 10, B, 40);

    /// Two halves of 50, each of which one index makes cheaper.
    private static ToDoubleFunction<Collection<IndexDefinition>> halves(int withA, int withB) {
        return active -> (active.contains(A) ? withA : 50) + (active.contains(B) ? withB : 50);
    }

    @Test
    void theBestForItsBytesComesFirst() throws SQLException {
        assertThat(choose(megabytes(100), TEN_AND_FORTY, halves(30, 20))).containsExactly(A, B);
    }

    @Test
    void aWiderIndexTakesThePlaceOfItsPrefix() throws SQLException {
        assertThat(
                        choose(
                                megabytes(100),
                                Map.of(A, 10, AB, 15),
                                active -> active.contains(AB) ? 10 : active.contains(A) ? 40 : 100))
                .containsExactly(AB);
    }

    @Test
    void theBudgetIsNeverExceeded() throws SQLException {
        assertThat(choose(megabytes(30), TEN_AND_FORTY, halves(45, 0))).containsExactly(A);
    }

    @Test
    void oneLargeIndexBeatsASmallOneThatLeavesNoRoom() throws SQLException {
        assertThat(choose(megabytes(45), TEN_AND_FORTY, halves(35, 0))).containsExactly(B);
    }

    @Test
    void whatSavesTooLittleForItsMegabytesIsLeftOut() throws SQLException {
        Budget choosy = new Budget(Bytes.ofMegabytes(100), 10, 0, 0.01);
        assertThat(choose(choosy, TEN_AND_FORTY, halves(30, 20))).containsExactly(A);
    }

    @Test
    void theSameQuestionIsAskedOnce() throws SQLException {
        choose(megabytes(100), Map.of(A, 10, B, 40, AB, 50), active -> 100 - 10 * active.size());
        assertThat(asked).doesNotHaveDuplicates().isNotEmpty();
    }

    private static Budget megabytes(int count) {
        return Budget.ofStorage(Bytes.ofMegabytes(count));
    }

    private List<IndexDefinition> choose(
            Budget budget,
            Map<IndexDefinition, Integer> megabytes,
            ToDoubleFunction<Collection<IndexDefinition>> cost)
            throws SQLException {
        Map<IndexDefinition, Bytes> sizes = new LinkedHashMap<>();
        megabytes.forEach((index, size) -> sizes.put(index, Bytes.ofMegabytes(size)));
        Plan plan =
                Plan.parse(
                        """
                        {"Plan": {"Node Type": "Seq Scan", "Relation Name": "t", "Schema": "public", "Alias": "t",
                         "Total Cost": 100, "Filter": "((t.a = 1) AND (t.b = 2))"}}
                        """);
        Query query =
                new Query(
                        new WorkloadStatement("1", "SELECT", 1, 100, List.of(), List.of()),
                        List.of(Question.of("SELECT")),
                        List.of(plan));
        CostModel costs = new CostModel(new Told(cost), List.of(query), sizes, 100);
        BitSet all = new BitSet();
        all.set(0, costs.candidates());
        return new Extend(costs, budget, _ -> 0, () -> false)
                .choose(all).stream().map(costs::candidate).toList();
    }

    /// A planner whose costs are told.
    private final class Told implements WhatIf {

        private final ToDoubleFunction<Collection<IndexDefinition>> cost;

        Told(ToDoubleFunction<Collection<IndexDefinition>> cost) {
            this.cost = cost;
        }

        @Override
        public Map<IndexDefinition, Bytes> define(List<IndexDefinition> definitions) {
            return Map.of();
        }

        @Override
        public Plan plan(Question question, Collection<IndexDefinition> active) {
            asked.add(Set.copyOf(active).toString());
            return new Plan(
                    new PlanNode(
                            "Result",
                            PlanNode.Relation.NONE,
                            "",
                            0,
                            cost.applyAsDouble(active),
                            1,
                            1,
                            Double.NaN,
                            Double.NaN,
                            0,
                            Map.of(),
                            List.of()),
                    "",
                    Double.NaN,
                    Double.NaN);
        }

        @Override
        public @Nullable IndexDefinition behind(String indexName) {
            return null;
        }

        @Override
        public List<String> notes() {
            return List.of();
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
