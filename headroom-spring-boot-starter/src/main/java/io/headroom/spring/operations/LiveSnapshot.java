package io.headroom.spring.operations;

import io.headroom.operations.Operations;
import io.headroom.operations.node.BudgetShare;
import io.headroom.operations.slo.Objective;
import io.headroom.operations.slo.SloStatus;
import io.headroom.spring.operations.OperationsViews.HealthView;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is true of the service at this second, from memory, for those who watch it from second to
/// second. Safe for use by many threads.
public final class LiveSnapshot {

    /// What one screen shows.
    static final List<String> SHOWN =
            List.of(
                    "http.requests_per_second",
                    "http.errors_per_second",
                    "http.p50_seconds",
                    "http.p95_seconds",
                    "http.p99_seconds",
                    "http.error_ratio",
                    "cache.hit_ratio",
                    "pool.utilisation_ratio",
                    "pool.waiting",
                    "database.busy_connections",
                    "database.query_p95_seconds",
                    "search.p95_seconds",
                    "system.cpu_ratio",
                    "memory.heap_ratio",
                    "system.disk_ratio",
                    "jvm.gc_ratio",
                    "scheduler.lag_seconds");

    private final Operations operations;
    private final InstantSource clock;

    LiveSnapshot(Operations operations, InstantSource clock) {
        this.operations = operations;
        this.clock = clock;
    }

    /// @param exhaustedInSeconds when the budget is used up if it goes on like this; null for never
    record LiveBudget(
            String slo,
            String description,
            double targetPercent,
            double compliancePercent,
            double remainingRatio,
            double burnRate,
            boolean kept,
            @Nullable Long exhaustedInSeconds) {

        static LiveBudget of(Objective objective, BudgetShare share, Duration period) {
            double remaining = share.budgetRemaining(objective.target());
            SloStatus status =
                    new SloStatus(
                            objective,
                            share.good(),
                            share.bad(),
                            share.compliance(),
                            remaining,
                            share.burnRate(),
                            share.recent(),
                            List.of());
            return of(status, period);
        }

        static LiveBudget of(SloStatus status, Duration period) {
            Duration left = status.exhaustedIn(period);
            return new LiveBudget(
                    status.objective().name(),
                    status.objective().description(),
                    OperationsViews.rounded(100 * status.objective().target(), 4),
                    OperationsViews.rounded(100 * status.compliance(), 4),
                    OperationsViews.rounded(status.budgetRemaining(), 4),
                    OperationsViews.rounded(status.burnRate(), 3),
                    status.isKept(),
                    left.equals(SloStatus.NEVER) ? null : left.toSeconds());
        }
    }

    /// @param budgets the tightest first
    /// @param figures the last value of each that is known
    record Live(
            Instant at,
            double uptimeSeconds,
            HealthView health,
            List<AlertView> alerts,
            List<LiveBudget> budgets,
            Map<String, Double> figures) {}

    /// The snapshot, to be written as JSON.
    public Object now() {
        return live();
    }

    Live live() {
        Duration period = operations.slos().definitions().period();
        return new Live(
                clock.instant(),
                ManagementFactory.getRuntimeMXBean().getUptime() / 1e3,
                HealthView.of(operations.health()),
                operations.alerts().active().stream().map(AlertView::of).toList(),
                operations.status().stream()
                        .sorted(Comparator.comparingDouble(SloStatus::budgetRemaining))
                        .map(status -> LiveBudget.of(status, period))
                        .toList(),
                OperationsViews.known(SHOWN, operations.history()::latest));
    }
}
