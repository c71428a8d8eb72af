package io.headroom.spring.database;

import io.headroom.postgres.plan.DrawnNode;
import io.headroom.postgres.plan.PlanWarning;
import io.headroom.postgres.statement.Drift;
import io.headroom.postgres.statement.PlanChange;
import io.headroom.postgres.statement.StatementFigures;
import io.headroom.postgres.statement.StatementPoint;
import io.headroom.postgres.statement.WatchStatus;
import io.headroom.postgres.statement.WatchStatus.Reading;
import io.headroom.postgres.statement.WatchStatus.Starting;
import io.headroom.postgres.statement.WatchStatus.Unavailable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the calls about statements answer, in JSON's terms: a figure that is not known is left out.
final class StatementViews {

    private StatementViews() {}

    record Status(
            String state,
            @Nullable Instant readAt,
            @Nullable String problem,
            @Nullable String advice,
            List<String> limitations) {

        static Status of(WatchStatus status) {
            return switch (status) {
                case Starting() -> new Status("starting", null, null, null, List.of());
                case Reading(Instant at, double _, List<String> limitations) ->
                        new Status("reading", at, null, null, limitations);
                case Unavailable(String problem, String advice) ->
                        new Status("unavailable", null, problem, advice, List.of());
            };
        }
    }

    record DriftView(
            boolean drifting,
            @Nullable Double usualMillis,
            @Nullable Double spreadMillis,
            @Nullable Double nowMillis) {

        static DriftView of(Drift drift) {
            return new DriftView(
                    drift.drifting(),
                    known(drift.usualMillis()),
                    known(drift.spreadMillis()),
                    known(drift.nowMillis()));
        }
    }

    record PlanChangeView(
            Instant at,
            String before,
            String after,
            @Nullable Double meanBeforeMillis,
            @Nullable Double meanAfterMillis,
            boolean slower) {

        static PlanChangeView of(PlanChange change) {
            return new PlanChangeView(
                    change.at(),
                    change.before(),
                    change.after(),
                    known(change.meanBeforeMillis()),
                    known(change.meanAfterMillis()),
                    change.slower());
        }
    }

    record StatementView(
            String queryId,
            String sql,
            long calls,
            double totalMillis,
            double meanMillis,
            double maxMillis,
            double share,
            double rowsPerCall,
            double blocksReadPerCall,
            List<StatementFigures.EndpointShare> endpoints,
            DriftView drift,
            List<PlanChangeView> planChanges) {

        static StatementView of(StatementFigures figures) {
            return new StatementView(
                    figures.queryId(),
                    figures.sql(),
                    Math.round(figures.calls()),
                    figures.totalMillis(),
                    figures.meanMillis(),
                    figures.maxMillis(),
                    figures.share(),
                    figures.rowsPerCall(),
                    figures.blocksReadPerCall(),
                    figures.endpoints(),
                    DriftView.of(figures.drift()),
                    figures.planChanges().stream().map(PlanChangeView::of).toList());
        }
    }

    /// @param since when the watch began, or was last reset
    record SlowQueries(
            Status status,
            Instant since,
            double thresholdMillis,
            int count,
            List<StatementView> statements) {}

    /// @param since when the watch began, or was last reset
    record QueryStats(
            Status status,
            Instant since,
            long keptSeconds,
            long resets,
            int count,
            List<StatementView> statements,
            List<String> drifting,
            @Nullable List<StatementPoint> history) {}

    record NodeView(
            String title,
            double costShare,
            @Nullable Double timeShare,
            @Nullable Double millis,
            double planRows,
            @Nullable Double actualRows,
            @Nullable Long loops,
            List<String> notes,
            List<NodeView> children) {

        static NodeView of(DrawnNode node) {
            boolean analyzed = !Double.isNaN(node.actualRows());
            return new NodeView(
                    node.title(),
                    node.costShare(),
                    known(node.timeShare()),
                    known(node.millis()),
                    node.planRows(),
                    known(node.actualRows()),
                    analyzed ? node.loops() : null,
                    node.notes(),
                    node.children().stream().map(NodeView::of).toList());
        }
    }

    /// @param basis `generic` (for any values), `sampled` (for values that the service bound), or
    ///   `given` (free SQL)
    record QueryPlan(
            @Nullable String queryId,
            String basis,
            boolean analyzed,
            double totalCost,
            @Nullable Double genericCost,
            @Nullable Double planningMillis,
            @Nullable Double executionMillis,
            List<PlanWarning> warnings,
            String text,
            NodeView tree) {}

    static @Nullable Double known(double figure) {
        return Double.isFinite(figure) ? figure : null;
    }
}
