package io.headroom.spring.operations;

import io.headroom.operations.health.Deduction;
import io.headroom.operations.health.HealthReport;
import io.headroom.operations.slo.SloEngine;
import io.headroom.operations.slo.SloStatus;
import io.headroom.spring.operations.LiveSnapshot.Live;
import io.headroom.spring.operations.LiveSnapshot.LiveBudget;
import io.headroom.spring.operations.NodeViews.Answered;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What the calls of operations answer, in JSON's terms: a figure that is not known is null in a
/// series and left out elsewhere.
final class OperationsViews {

    private OperationsViews() {}

    /// @param node that lost them; null where it is the one that was asked
    record LostPoints(
            String component,
            double points,
            double overallPoints,
            String reason,
            String recommendation,
            @Nullable String node) {

        static LostPoints of(Deduction deduction) {
            return new LostPoints(
                    deduction.component().label(),
                    deduction.points(),
                    rounded(deduction.points() * deduction.component().weight(), 1),
                    deduction.reason(),
                    deduction.recommendation(),
                    null);
        }

        LostPoints on(String node) {
            return new LostPoints(component, points, overallPoints, reason, recommendation, node);
        }
    }

    record ComponentView(double score, String level, List<LostPoints> lost) {}

    /// @param nodes of whom it tells; null for the one that was asked
    record HealthView(
            Instant at,
            double score,
            String level,
            Map<String, ComponentView> components,
            List<LostPoints> issues,
            List<LostPoints> warnings,
            List<String> recommendations,
            @Nullable Answered nodes) {

        static HealthView of(HealthReport report) {
            Map<String, ComponentView> components = new LinkedHashMap<>();
            report.components()
                    .forEach(each ->
                            components.put(
                                    each.component().label(),
                                    new ComponentView(
                                            rounded(each.score(), 1),
                                            word(each.level()),
                                            each.lost().stream().map(LostPoints::of).toList())));
            return new HealthView(
                    report.at(),
                    rounded(report.score(), 1),
                    word(report.level()),
                    components,
                    report.issues().stream().map(LostPoints::of).toList(),
                    report.warnings().stream().map(LostPoints::of).toList(),
                    report.recommendations(),
                    null);
        }
    }

    record BurnView(
            String alert,
            double factor,
            long longWindowMinutes,
            long shortWindowMinutes,
            double longRate,
            double shortRate,
            boolean holds) {}

    record StretchView(Instant start, long good, long bad, double compliancePercent) {

        static StretchView of(SloEngine.Stretch stretch) {
            return new StretchView(
                    stretch.start(),
                    Math.round(stretch.good()),
                    Math.round(stretch.bad()),
                    rounded(100 * stretch.compliance(), 4));
        }
    }

    record ObjectiveView(
            String name,
            String description,
            String component,
            double targetPercent,
            double compliancePercent,
            boolean kept,
            long good,
            long bad,
            double budgetRemainingRatio,
            double burnRate,
            @Nullable Long exhaustedInSeconds,
            List<BurnView> burns,
            List<StretchView> hours,
            List<StretchView> days) {

        static ObjectiveView of(
                SloStatus status,
                Duration period,
                List<SloEngine.Stretch> hours,
                List<SloEngine.Stretch> days) {
            Duration left = status.exhaustedIn(period);
            return new ObjectiveView(
                    status.objective().name(),
                    status.objective().description(),
                    status.objective().component(),
                    rounded(100 * status.objective().target(), 4),
                    rounded(100 * status.compliance(), 4),
                    status.isKept(),
                    Math.round(status.good()),
                    Math.round(status.bad()),
                    rounded(status.budgetRemaining(), 4),
                    rounded(status.burnRate(), 3),
                    left.equals(SloStatus.NEVER) ? null : left.toSeconds(),
                    status.burns().stream()
                            .map(burn ->
                                    new BurnView(
                                            burn.rule().name(),
                                            burn.rule().factor(),
                                            burn.rule().longWindow().toMinutes(),
                                            burn.rule().shortWindow().toMinutes(),
                                            rounded(burn.longRate(), 3),
                                            rounded(burn.shortRate(), 3),
                                            burn.holds()))
                            .toList(),
                    hours.stream().map(StretchView::of).toList(),
                    days.stream().map(StretchView::of).toList());
        }
    }

    record Compliance(long periodDays, boolean kept, List<ObjectiveView> objectives) {}

    record Budget(String slo, double remainingRatio, double burnRate, boolean kept) {

        static Budget of(LiveBudget budget) {
            return new Budget(
                    budget.slo(), budget.remainingRatio(), budget.burnRate(), budget.kept());
        }
    }

    /// One screen's worth.
    record Overview(
            Instant at,
            double uptimeSeconds,
            HealthView health,
            List<AlertView> alerts,
            List<Budget> budgets,
            Map<String, Double> figures,
            List<SeriesView> sparklines,
            @Nullable Answered nodes) {

        static Overview of(Live live, List<SeriesView> sparklines, @Nullable Answered nodes) {
            return new Overview(
                    live.at(),
                    live.uptimeSeconds(),
                    live.health(),
                    live.alerts(),
                    live.budgets().stream().map(Budget::of).toList(),
                    live.figures(),
                    sparklines,
                    nodes);
        }
    }

    record Summary(
            Instant at,
            double uptimeSeconds,
            double score,
            String level,
            int issues,
            int warnings,
            Map<String, Integer> firingAlerts,
            boolean slosKept,
            @Nullable Budget tightestBudget,
            Map<String, Double> figures,
            @Nullable Answered nodes) {

        static Summary of(Live live, @Nullable Answered nodes) {
            List<Budget> budgets = live.budgets().stream().map(Budget::of).toList();
            Map<String, Integer> firing = new TreeMap<>(Map.of("high", 0, "medium", 0, "low", 0));
            live.alerts().stream()
                    .filter(AlertView::fires)
                    .forEach(alert -> firing.merge(alert.priority(), 1, Integer::sum));
            return new Summary(
                    live.at(),
                    live.uptimeSeconds(),
                    live.health().score(),
                    live.health().level(),
                    live.health().issues().size(),
                    live.health().warnings().size(),
                    firing,
                    budgets.stream().allMatch(Budget::kept),
                    budgets.isEmpty() ? null : budgets.getFirst(),
                    live.figures(),
                    nodes);
        }
    }

    /// The figures that have a value, in this order.
    static Map<String, Double> known(Collection<String> figures, ToDoubleFunction<String> value) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String figure : figures) {
            Double known = known(value.applyAsDouble(figure));
            if (known != null) {
                values.put(figure, known);
            }
        }
        return values;
    }

    static @Nullable Double known(double value) {
        return Double.isFinite(value) ? significant(value) : null;
    }

    static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }

    /// To six digits: history keeps no more.
    private static double significant(double value) {
        if (value == 0) {
            return 0;
        }
        double scale = Math.pow(10, 5 - Math.floor(Math.log10(Math.abs(value))));
        return Double.isFinite(scale) && scale != 0 ? Math.round(value * scale) / scale : value;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
