package io.headroom.spring.operations;

import io.headroom.operations.Operations;
import io.headroom.operations.node.MergingRules;
import io.headroom.operations.slo.SloEngine;
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

    /// A burn rate is that of the last hour, which lies in two hours of the clock.
    private static final int RECENT_HOURS = 2;

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
                operations.status().stream().map(this::counted).toList(),
                OperationsViews.known(told, operations.history()::latest));
    }

    private BudgetCount counted(SloStatus status) {
        String name = status.objective().name();
        double recent =
                operations.slos().compliance(name, 1, RECENT_HOURS).stream()
                        .mapToDouble(NodeStates::events)
                        .sum();
        return new BudgetCount(name, status.good(), status.bad(), status.burnRate(), recent);
    }

    private static double events(SloEngine.Stretch stretch) {
        return stretch.good() + stretch.bad();
    }
}
