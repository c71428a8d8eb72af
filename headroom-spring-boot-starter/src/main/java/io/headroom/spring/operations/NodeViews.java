package io.headroom.spring.operations;

import io.headroom.operations.node.ServiceNode;
import io.headroom.spring.operations.LiveSnapshot.Live;
import io.headroom.spring.operations.OperationsViews.HealthView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the calls answer about the service's nodes.
final class NodeViews {

    private NodeViews() {}

    /// Of how many nodes something tells.
    ///
    /// @param known how many nodes there are, this one included
    /// @param answered how many of them it is made from
    /// @param problem why more nodes may be there, or fewer; null when it is known
    record Answered(int known, int answered, List<MissingNode> missing, @Nullable String problem) {}

    /// @param reason why it did not tell, in a sentence's middle
    record MissingNode(String node, String address, String reason) {}

    /// @param address where its calls are
    record Identity(
            String instance, String node, String address, String version, Instant startedAt) {

        static Identity of(ServiceNode node) {
            return new Identity(
                    node.instance(),
                    node.name(),
                    node.address().toString(),
                    node.version(),
                    node.started());
        }
    }

    /// @param recentEvents how many events the burn rate stands for
    record BudgetCount(String slo, double good, double bad, double burnRate, double recentEvents) {}

    /// What a node tells of itself.
    record NodeState(
            Identity node,
            Instant at,
            double uptimeSeconds,
            HealthView health,
            List<AlertView> alerts,
            List<BudgetCount> budgets,
            Map<String, Double> figures) {

        /// What another node told may lack anything.
        NodeState {
            Stream.of(node, at, health, alerts, budgets, figures)
                    .forEach(part -> Objects.requireNonNull(part));
            Stream.of(health.components(), health.issues(), health.warnings())
                    .forEach(part -> Objects.requireNonNull(part));
        }

        @Nullable Double figure(String name) {
            return figures.get(name);
        }
    }

    /// A node in the list of them. What it did not tell is null.
    ///
    /// @param self whether it is the one that was asked
    /// @param answered whether it told something
    /// @param reason why not
    /// @param ageSeconds how old that is
    /// @param silentSeconds for how long it gave no sign in the directory
    record NodeLine(
            String node,
            String address,
            boolean self,
            boolean answered,
            @Nullable String reason,
            @Nullable Double ageSeconds,
            @Nullable Double silentSeconds,
            String version,
            Instant startedAt,
            @Nullable Double uptimeSeconds,
            @Nullable Double score,
            @Nullable String level,
            @Nullable Integer firing,
            @Nullable Double requestsPerSecond,
            @Nullable Double errorsPerSecond,
            @Nullable Double p95Seconds,
            @Nullable Double cpuRatio,
            @Nullable Double heapRatio) {

        static NodeLine of(NodeState state, boolean self, double ageSeconds) {
            return new NodeLine(
                    state.node().node(),
                    state.node().address(),
                    self,
                    true,
                    null,
                    OperationsViews.rounded(ageSeconds, 3),
                    null,
                    state.node().version(),
                    state.node().startedAt(),
                    state.uptimeSeconds(),
                    state.health().score(),
                    state.health().level(),
                    (int) state.alerts().stream().filter(AlertView::fires).count(),
                    state.figure("http.requests_per_second"),
                    state.figure("http.errors_per_second"),
                    state.figure("http.p95_seconds"),
                    state.figure("system.cpu_ratio"),
                    state.figure("memory.heap_ratio"));
        }

        static NodeLine missing(ServiceNode node, String reason, double silentSeconds) {
            return new NodeLine(
                    node.name(),
                    node.address().toString(),
                    false,
                    false,
                    reason,
                    null,
                    OperationsViews.rounded(silentSeconds, 1),
                    node.version(),
                    node.started(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }

    /// @param nodes this one first, the others by their names
    /// @param together what those that answered are as one service
    /// @param merging how each figure of `together` was made
    record NodesView(
            Instant at,
            int known,
            int answered,
            @Nullable String problem,
            List<NodeLine> nodes,
            Live together,
            Map<String, String> merging) {}
}
