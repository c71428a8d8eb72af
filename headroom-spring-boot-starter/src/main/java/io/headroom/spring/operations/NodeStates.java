package io.headroom.spring.operations;

import io.headroom.operations.Operations;
import io.headroom.operations.node.MergingRules;
import io.headroom.operations.slo.SloStatus;
import io.headroom.spring.operations.NodeViews.BudgetCount;
import io.headroom.spring.operations.NodeViews.Identity;
import io.headroom.spring.operations.NodeViews.NodeState;
import io.headroom.spring.operations.OperationsViews.HealthView;
import io.headroom.spring.operations.node.Peers;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// What this node tells of itself, from memory. Safe for use by many threads.
final class NodeStates {

    private final Operations operations;
    private final Peers peers;
    private final List<String> told;
    private final InstantSource clock;

    NodeStates(Operations operations, Peers peers, MergingRules rules, InstantSource clock) {
        this.operations = operations;
        this.peers = peers;
        this.clock = clock;
        // with what weighs them
        this.told =
                LiveSnapshot.SHOWN.stream()
                        .flatMap(figure -> Stream.of(figure, rules.weight(figure)))
                        .distinct()
                        .toList();
    }

    NodeState own() {
        return new NodeState(
                Identity.of(peers.self()),
                clock.instant(),
                ManagementFactory.getRuntimeMXBean().getUptime() / 1e3,
                HealthView.of(operations.health()),
                operations.alerts().active().stream().map(AlertView::of).toList(),
                operations.status().stream().map(NodeStates::counted).toList(),
                OperationsViews.known(told, operations.history()::latest));
    }

    private static BudgetCount counted(SloStatus status) {
        return new BudgetCount(
                status.objective().name(),
                status.good(),
                status.bad(),
                status.burnRate(),
                status.recentEvents());
    }
}
