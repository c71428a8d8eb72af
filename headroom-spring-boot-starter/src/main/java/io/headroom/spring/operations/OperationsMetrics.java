package io.headroom.spring.operations;

import io.headroom.operations.Operations;
import io.headroom.operations.alert.Alert;
import io.headroom.operations.alert.Priority;
import io.headroom.operations.health.Component;
import io.headroom.operations.health.HealthReport.ComponentHealth;
import io.headroom.operations.slo.EventCount;
import io.headroom.operations.slo.Objective;
import io.headroom.operations.slo.SloStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;
import java.util.function.Supplier;

/// `headroom_health_score`, `headroom_slo_*`, `headroom_alerts` and, for the rules of Prometheus,
/// `headroom_figure`.
final class OperationsMetrics implements MeterBinder {

    private final Supplier<Operations> watch;

    /// @param watch asked when meters are bound
    OperationsMetrics(Supplier<Operations> watch) {
        this.watch = watch;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Operations operations = watch.get();
        Gauge.builder("headroom.health.score", operations, o -> o.health().score())
                .tag("component", "overall")
                .description("How well the service is, from 0 to 100")
                .register(registry);
        for (Component component : Component.values()) {
            Gauge.builder("headroom.health.score", operations, o -> score(o, component))
                    .tag("component", component.label())
                    .description("How well the service is, from 0 to 100")
                    .register(registry);
        }
        for (Objective objective : operations.slos().definitions().objectives()) {
            EventCount count = operations.count(objective.name());
            events(registry, objective.name(), "good", count);
            events(registry, objective.name(), "bad", count);
            Gauge.builder(
                            "headroom.slo.error.budget.remaining.ratio",
                            operations,
                            o -> budget(o, objective.name()))
                    .tag("slo", objective.name())
                    .description("The share of the period's error budget that is left")
                    .register(registry);
        }
        for (Priority priority : Priority.values()) {
            Gauge.builder("headroom.alerts", operations, o -> firing(o, priority))
                    .tag("priority", priority.name().toLowerCase(Locale.ROOT))
                    .description("Alerts that fire in process")
                    .register(registry);
        }
        for (String figure : operations.slos().definitions().alertedFigures()) {
            Gauge.builder("headroom.figure", operations, o -> o.history().latest(figure))
                    .tag("figure", figure)
                    .description("Figures that alerts are on; NaN where there is none")
                    .register(registry);
        }
    }

    private static void events(
            MeterRegistry registry, String slo, String result, EventCount count) {
        FunctionCounter.builder(
                        "headroom.slo.events",
                        count,
                        c -> result.equals("good") ? c.good() : c.bad())
                .tags("slo", slo, "result", result)
                .description("Events that objectives count")
                .register(registry);
    }

    /// NaN for a component that was not looked at.
    private static double score(Operations operations, Component component) {
        return operations.health().components().stream()
                .filter(each -> each.component() == component)
                .mapToDouble(ComponentHealth::score)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double budget(Operations operations, String slo) {
        return operations.status().stream()
                .filter(each -> each.objective().name().equals(slo))
                .mapToDouble(SloStatus::budgetRemaining)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double firing(Operations operations, Priority priority) {
        return operations.alerts().active().stream()
                .filter(alert -> alert.state() == Alert.State.FIRING)
                .filter(alert -> alert.rule().priority() == priority)
                .count();
    }
}
