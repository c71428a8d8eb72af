package io.headroom.spring.operations;

import io.headroom.operations.node.BudgetShare;
import io.headroom.operations.node.MergingRules;
import io.headroom.operations.node.SeriesMerge;
import io.headroom.operations.slo.SloDefinitions;
import io.headroom.spring.operations.LiveSnapshot.Live;
import io.headroom.spring.operations.LiveSnapshot.LiveBudget;
import io.headroom.spring.operations.NodeViews.Answered;
import io.headroom.spring.operations.NodeViews.NodeState;
import io.headroom.spring.operations.OperationsViews.ComponentView;
import io.headroom.spring.operations.OperationsViews.HealthView;
import io.headroom.spring.operations.OperationsViews.LostPoints;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What several nodes are as one service.
///
/// It is as well as its worst node, in all and in each component, and each lost point names its
/// node. An alert is one, with the nodes that have it, and fires when it does on any. Budgets are
/// those of all events together. Figures are merged by [MergingRules].
///
/// @param nodes at least one
record Together(List<NodeState> nodes, SloDefinitions definitions, MergingRules rules, Instant at) {

    private static final Comparator<LostPoints> WORST_FIRST =
            Comparator.comparingDouble(LostPoints::overallPoints).reversed();

    /// In the form in which the page follows one node.
    Live live() {
        return new Live(at, uptimeSeconds(), health(null), alerts(), budgets(), figures());
    }

    double uptimeSeconds() {
        return nodes.stream().mapToDouble(NodeState::uptimeSeconds).max().orElse(0);
    }

    HealthView health(@Nullable Answered answered) {
        HealthView worst =
                nodes.stream()
                        .map(NodeState::health)
                        .min(Comparator.comparingDouble(HealthView::score))
                        .orElseThrow();
        List<LostPoints> issues = lost(HealthView::issues);
        List<LostPoints> warnings = lost(HealthView::warnings);
        return new HealthView(
                at,
                worst.score(),
                worst.level(),
                components(),
                issues,
                warnings,
                Stream.concat(issues.stream(), warnings.stream())
                        .map(LostPoints::recommendation)
                        .distinct()
                        .toList(),
                answered);
    }

    private List<LostPoints> lost(Function<HealthView, List<LostPoints>> part) {
        return nodes.stream()
                .flatMap(node ->
                        part.apply(node.health()).stream().map(each -> each.on(node.node().node())))
                .sorted(WORST_FIRST)
                .toList();
    }

    private Map<String, ComponentView> components() {
        Map<String, ComponentView> merged = new LinkedHashMap<>();
        for (NodeState node : nodes) {
            node.health()
                    .components()
                    .forEach((name, component) ->
                            merged.merge(
                                    name, named(component, node.node().node()), Together::worse));
        }
        return merged;
    }

    private static ComponentView named(ComponentView component, String node) {
        return new ComponentView(
                component.score(),
                component.level(),
                component.lost().stream().map(each -> each.on(node)).toList());
    }

    private static ComponentView worse(ComponentView one, ComponentView other) {
        ComponentView worst = one.score() <= other.score() ? one : other;
        return new ComponentView(
                worst.score(),
                worst.level(),
                Stream.concat(one.lost().stream(), other.lost().stream())
                        .sorted(WORST_FIRST)
                        .toList());
    }

    /// Those that fire first, then the oldest.
    List<AlertView> alerts() {
        Map<String, List<String>> where = new LinkedHashMap<>();
        Map<String, AlertView> first = new LinkedHashMap<>();
        for (NodeState node : nodes) {
            for (AlertView alert : node.alerts()) {
                where.computeIfAbsent(alert.id(), _ -> new ArrayList<>()).add(node.node().node());
                first.merge(alert.id(), alert, Together::longer);
            }
        }
        return first.values().stream()
                .map(alert -> alert.on(where.getOrDefault(alert.id(), List.of())))
                .sorted(
                        Comparator.comparing(AlertView::fires)
                                .reversed()
                                .thenComparing(AlertView::since))
                .toList();
    }

    private static AlertView longer(AlertView one, AlertView other) {
        if (one.fires() != other.fires()) {
            return one.fires() ? one : other;
        }
        return other.since().isBefore(one.since()) ? other : one;
    }

    /// The tightest first.
    List<LiveBudget> budgets() {
        Duration period = definitions.period();
        return definitions.objectives().stream()
                .map(objective -> LiveBudget.of(objective, share(objective.name()), period))
                .sorted(Comparator.comparingDouble(LiveBudget::remainingRatio))
                .toList();
    }

    private BudgetShare share(String objective) {
        return BudgetShare.together(
                nodes.stream()
                        .flatMap(node -> node.budgets().stream())
                        .filter(each -> each.slo().equals(objective))
                        .map(each ->
                                new BudgetShare(
                                        each.good(),
                                        each.bad(),
                                        each.burnRate(),
                                        each.recentEvents()))
                        .toList());
    }

    Map<String, Double> figures() {
        List<Map<String, Double>> told = nodes.stream().map(NodeState::figures).toList();
        return OperationsViews.known(
                LiveSnapshot.SHOWN, figure -> SeriesMerge.latest(figure, told, rules));
    }

    /// How each of the figures was made.
    Map<String, String> merging() {
        Map<String, String> labels = new LinkedHashMap<>();
        figures().keySet().forEach(figure -> labels.put(figure, rules.of(figure).label()));
        return labels;
    }
}
