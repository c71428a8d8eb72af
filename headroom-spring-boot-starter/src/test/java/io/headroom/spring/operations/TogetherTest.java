package io.headroom.spring.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.headroom.operations.node.MergingRules;
import io.headroom.operations.slo.SloDefinitions;
import io.headroom.operations.slo.SloFile;
import io.headroom.spring.operations.LiveSnapshot.LiveBudget;
import io.headroom.spring.operations.NodeViews.BudgetCount;
import io.headroom.spring.operations.NodeViews.Identity;
import io.headroom.spring.operations.NodeViews.NodeState;
import io.headroom.spring.operations.OperationsViews.ComponentView;
import io.headroom.spring.operations.OperationsViews.HealthView;
import io.headroom.spring.operations.OperationsViews.LostPoints;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TogetherTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final SloDefinitions DEFINITIONS =
            SloFile.read(
                    "test",
                    new ByteArrayInputStream(
                            """
                            objectives:
                              - name: answers
                                description: 99 % of the requests succeed.
                                component: application
                                target: 99
                                events: requests
                            """
                                    .getBytes(StandardCharsets.UTF_8)));

    private static LostPoints lost(String component, double points, String reason) {
        return new LostPoints(component, points, points, reason, "Look at it.", null);
    }

    private static HealthView health(double score, String level, LostPoints... lost) {
        Map<String, ComponentView> components = new LinkedHashMap<>();
        components.put("application", new ComponentView(100, "excellent", List.of()));
        for (LostPoints each : lost) {
            components.put(
                    each.component(),
                    new ComponentView(100 - each.points(), "good", List.of(each)));
        }
        return new HealthView(
                NOW, score, level, components, List.of(lost), List.of(), List.of(), null);
    }

    private static NodeState node(
            String name,
            HealthView health,
            List<AlertView> alerts,
            BudgetCount budget,
            Map<String, Double> figures) {
        return new NodeState(
                new Identity("i-" + name, name, "http://127.0.0.1:1", "", NOW),
                NOW,
                60,
                health,
                alerts,
                List.of(budget),
                figures);
    }

    private static AlertView alert(String id, String state, int sinceSecondsAgo) {
        return new AlertView(
                id,
                id,
                null,
                "high",
                state,
                "It is bad.",
                NOW.minusSeconds(sinceSecondsAgo),
                null,
                1.0,
                null,
                null,
                "docs/runbook/" + id + ".md",
                null);
    }

    private static final BudgetCount NOTHING = new BudgetCount("answers", 0, 0, 0, 0);

    private static Together together(NodeState... nodes) {
        return new Together(List.of(nodes), DEFINITIONS, MergingRules.shipped(), NOW);
    }

    @Test
    void theServiceIsAsWellAsItsWorstNodeAndEachLostPointNamesItsNode() {
        HealthView health =
                together(
                                node(
                                        "a",
                                        health(95, "excellent", lost("cache", 10, "cold")),
                                        List.of(),
                                        NOTHING,
                                        Map.of()),
                                node(
                                        "b",
                                        health(60, "degraded", lost("database", 40, "slow")),
                                        List.of(),
                                        NOTHING,
                                        Map.of()))
                        .health(null);
        assertThat(health.score()).isEqualTo(60);
        assertThat(health.level()).isEqualTo("degraded");
        assertThat(health.components()).containsOnlyKeys("application", "cache", "database");
        assertThat(Objects.requireNonNull(health.components().get("cache")).score()).isEqualTo(90);
        assertThat(health.issues())
                .extracting(LostPoints::reason, LostPoints::node)
                .containsExactly(tuple("slow", "b"), tuple("cold", "a"));
        assertThat(health.recommendations()).containsExactly("Look at it.");
    }

    @Test
    void aComponentIsAsWellAsOnItsWorstNode() {
        ComponentView cache =
                Objects.requireNonNull(
                        together(
                                        node(
                                                "a",
                                                health(95, "good", lost("cache", 10, "cold")),
                                                List.of(),
                                                NOTHING,
                                                Map.of()),
                                        node(
                                                "b",
                                                health(80, "good", lost("cache", 30, "colder")),
                                                List.of(),
                                                NOTHING,
                                                Map.of()))
                                .health(null)
                                .components()
                                .get("cache"));
        assertThat(cache.score()).isEqualTo(70);
        assertThat(cache.lost())
                .extracting(LostPoints::node)
                .as("the worst first, each once")
                .containsExactly("b", "a");
    }

    @Test
    void anAlertIsOneAndFiresWhereverItDoes() {
        List<AlertView> alerts =
                together(
                                node(
                                        "a",
                                        health(100, "excellent"),
                                        List.of(
                                                alert("Slow", "pending", 90),
                                                alert("Full", "pending", 5)),
                                        NOTHING,
                                        Map.of()),
                                node(
                                        "b",
                                        health(100, "excellent"),
                                        List.of(alert("Slow", "firing", 30)),
                                        NOTHING,
                                        Map.of()))
                        .alerts();
        assertThat(alerts).extracting(AlertView::id).containsExactly("Slow", "Full");
        assertThat(alerts.getFirst().state()).isEqualTo("firing");
        assertThat(alerts.getFirst().nodes()).containsExactly("a", "b");
        assertThat(alerts.getLast().nodes()).containsExactly("a");
    }

    @Test
    void aBudgetIsThatOfAllEvents() {
        LiveBudget budget =
                together(
                                node(
                                        "a",
                                        health(100, "excellent"),
                                        List.of(),
                                        new BudgetCount("answers", 990, 0, 0, 90),
                                        Map.of()),
                                node(
                                        "b",
                                        health(100, "excellent"),
                                        List.of(),
                                        new BudgetCount("answers", 5, 5, 50, 10),
                                        Map.of()),
                                node(
                                        "c",
                                        health(100, "excellent"),
                                        List.of(),
                                        new BudgetCount("of another version", 0, 99, 50, 10),
                                        Map.of()))
                        .budgets()
                        .getFirst();
        assertThat(budget.remainingRatio()).isEqualTo(0.5);
        assertThat(budget.burnRate()).isEqualTo(5);
        assertThat(budget.kept()).isTrue();
        assertThat(budget.exhaustedInSeconds()).isEqualTo(30L * 86_400 / 10);
    }

    @Test
    void figuresAreMergedByTheirRulesAndSayHow() {
        Together together =
                together(
                        node(
                                "a",
                                health(100, "excellent"),
                                List.of(),
                                NOTHING,
                                Map.of(
                                        "http.requests_per_second", 30.0,
                                        "http.p95_seconds", 0.2,
                                        "http.error_ratio", 0.0)),
                        node(
                                "b",
                                health(100, "excellent"),
                                List.of(),
                                NOTHING,
                                Map.of(
                                        "http.requests_per_second", 10.0,
                                        "http.p95_seconds", 0.1,
                                        "http.error_ratio", 0.4)));
        assertThat(together.figures())
                .containsEntry("http.requests_per_second", 40.0)
                .containsEntry("http.p95_seconds", 0.2)
                .containsEntry("http.error_ratio", 0.1)
                .doesNotContainKey("cache.hit_ratio");
        assertThat(together.merging())
                .containsEntry("http.requests_per_second", "sum")
                .containsEntry("http.p95_seconds", "highest")
                .containsEntry("http.error_ratio", "mean by http.requests_per_second");
    }
}
