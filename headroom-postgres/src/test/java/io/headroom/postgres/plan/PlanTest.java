package io.headroom.postgres.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final String ANALYZED =
            """
            [{"Plan": {"Node Type": "Nested Loop", "Join Type": "Inner", "Startup Cost": 0.29,
               "Total Cost": 16.5, "Plan Rows": 2, "Plan Width": 12, "Actual Startup Time": 0.01,
               "Actual Total Time": 0.05, "Actual Rows": 3.0, "Actual Loops": 1, "Inner Unique": true,
               "Plans": [
                {"Node Type": "Seq Scan", "Relation Name": "orders", "Schema": "public", "Alias": "o",
                 "Startup Cost": 0.0, "Total Cost": 8.0, "Plan Rows": 2, "Plan Width": 4,
                 "Actual Total Time": 0.02, "Actual Rows": 3.0, "Actual Loops": 1,
                 "Filter": "(o.state = 'new'::text)", "Rows Removed by Filter": 7},
                {"Node Type": "Index Scan", "Index Name": "items_pkey", "Relation Name": "items",
                 "Schema": "public", "Alias": "i", "Startup Cost": 0.29, "Total Cost": 4.2,
                 "Plan Rows": 1, "Plan Width": 8, "Actual Total Time": 0.01, "Actual Rows": 0.67,
                 "Actual Loops": 3, "Output": ["i.id", "i.name"]}]},
              "Query Identifier": -7301234567890123456, "Planning Time": 0.2, "Execution Time": 0.1}]
            """;

    @Test
    void anAnalyzedPlanIsReadWithAllItsFields() {
        Plan plan = Plan.parse(ANALYZED);

        assertThat(plan.queryId()).isEqualTo("-7301234567890123456");
        assertThat(plan.planningMillis()).isEqualTo(0.2);
        assertThat(plan.isAnalyzed()).isTrue();
        assertThat(plan.nodes().map(PlanNode::type))
                .containsExactly("Nested Loop", "Seq Scan", "Index Scan");
        PlanNode scan = plan.root().children().getLast();
        assertThat(scan.relation()).isEqualTo(new PlanNode.Relation("public", "items", "i"));
        assertThat(scan.index()).isEqualTo("items_pkey");
        assertThat(scan.actualRowsInAll()).isCloseTo(2.01, within(1e-9));
        assertThat(scan.texts("Output")).isEqualTo(List.of("i.id", "i.name"));
        assertThat(plan.root().details().get("Inner Unique")).isEqualTo(true);
        assertThat(plan.root().relation()).isSameAs(PlanNode.Relation.NONE);
        assertThat(plan.root().children().getFirst().number("Rows Removed by Filter")).isEqualTo(7);
    }

    @Test
    void theShapeTellsWhatThePlanDoesWithoutFigures() {
        assertThat(Plan.parse(ANALYZED).shape())
                .isEqualTo("Nested Loop[Inner](Seq Scan{orders}, Index Scan{items by items_pkey})");
    }

    @Test
    void whatWasNotMeasuredIsNotANumber() {
        Plan plan =
                Plan.parse(
                        """
                        [{"Plan": {"Node Type": "Result", "Startup Cost": 0.0, "Total Cost": 0.01,
                          "Plan Rows": 1, "Plan Width": 4}}]
                        """);

        assertThat(plan.queryId()).isEmpty();
        assertThat(plan.executionMillis()).isNaN();
        assertThat(plan.root().actualRows()).isNaN();
        assertThat(plan.root().loops()).isZero();
        assertThat(plan.isAnalyzed()).isFalse();
    }

    @Test
    void whatIsNoPlanIsRefused() {
        for (String text : List.of("", "nonsense", "[]", "[\"Utility Statement\"]", "{}")) {
            assertThatThrownBy(() -> Plan.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("EXPLAIN (FORMAT JSON)");
        }
    }
}
