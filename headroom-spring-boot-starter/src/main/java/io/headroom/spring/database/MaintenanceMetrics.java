package io.headroom.spring.database;

import io.headroom.postgres.ViewStatus;
import io.headroom.postgres.maintenance.FindingKind;
import io.headroom.postgres.maintenance.Horizon;
import io.headroom.postgres.maintenance.Inspection;
import io.headroom.postgres.maintenance.MaintenanceStep.State;
import io.headroom.postgres.maintenance.MaintenanceWatch;
import io.headroom.postgres.maintenance.OptimizeOutcome;
import io.headroom.postgres.maintenance.OptimizeOutcome.Busy;
import io.headroom.postgres.maintenance.OptimizeOutcome.Failed;
import io.headroom.postgres.maintenance.OptimizeOutcome.Ran;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// `headroom_maintenance_*` and `headroom_view_*`, as of the last look; unknown figures are NaN.
/// Safe for use by many threads.
final class MaintenanceMetrics implements MeterBinder, Consumer<OptimizeOutcome> {

    private static final List<State> ENDS = List.of(State.DONE, State.FAILED, State.SKIPPED);

    private final Supplier<MaintenanceWatch> watch;
    private final Map<State, LongAdder> steps = new EnumMap<>(State.class);
    private final LongAdder ran = new LongAdder();
    private final LongAdder busy = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /// @param watch asked when meters are bound
    MaintenanceMetrics(Supplier<MaintenanceWatch> watch) {
        this.watch = watch;
        ENDS.forEach(state -> steps.put(state, new LongAdder()));
    }

    @Override
    public void accept(OptimizeOutcome outcome) {
        switch (outcome) {
            case Ran(var _, var ended) -> {
                ran.increment();
                ENDS.forEach(state -> adder(state).add(ended.getOrDefault(state, 0L)));
            }
            case Busy() -> busy.increment();
            case Failed(var _) -> failed.increment();
        }
    }

    private LongAdder adder(State state) {
        return steps.getOrDefault(state, failed);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        MaintenanceWatch database = watch.get();
        for (FindingKind kind : FindingKind.values()) {
            gauge(database, "headroom.maintenance.findings", w -> findings(w, kind))
                    .tag("kind", kind.label())
                    .description("What is wrong in the database")
                    .register(registry);
        }
        gauge(database, "headroom.maintenance.xid.age.ratio", w -> xidRatio(w))
                .description("Age of transaction numbers as a share of autovacuum's limit")
                .register(registry);
        gauge(database, "headroom.maintenance.multixact.age.ratio", w -> multixactRatio(w))
                .description("Age of shared row locks' numbers as a share of autovacuum's limit")
                .register(registry);
        gauge(
                        database,
                        "headroom.maintenance.inspection",
                        w -> seconds(w.last().inspection().took()))
                .baseUnit("seconds")
                .description("How long the last inspection took")
                .register(registry);
        for (State state : ENDS) {
            FunctionCounter.builder(
                            "headroom.maintenance.steps", adder(state), LongAdder::doubleValue)
                    .tag("result", state.label())
                    .description("Steps of maintenance that this node carried out")
                    .register(registry);
        }
        runs(registry, "ran", ran);
        runs(registry, "busy", busy);
        runs(registry, "failed", failed);
        for (String view : database.declaredViews()) {
            gauge(database, "headroom.view.age", w -> view(w, view, v -> age(w, v)))
                    .tag("view", view)
                    .baseUnit("seconds")
                    .description("How old the content of a materialized view is")
                    .register(registry);
            gauge(database, "headroom.view.refresh", w -> view(w, view, v -> seconds(v.duration())))
                    .tag("view", view)
                    .baseUnit("seconds")
                    .description("How long the last refresh took")
                    .register(registry);
            gauge(database, "headroom.view.failures", w -> view(w, view, ViewStatus::failures))
                    .tag("view", view)
                    .description("Failed refreshes in a row")
                    .register(registry);
        }
    }

    private static void runs(MeterRegistry registry, String outcome, LongAdder count) {
        FunctionCounter.builder("headroom.maintenance.runs", count, LongAdder::doubleValue)
                .tag("outcome", outcome)
                .description("Runs of maintenance that this node began")
                .register(registry);
    }

    private static Gauge.Builder<MaintenanceWatch> gauge(
            MaintenanceWatch watch, String name, ToDoubleFunction<MaintenanceWatch> value) {
        return Gauge.builder(name, watch, value);
    }

    private static double findings(MaintenanceWatch watch, FindingKind kind) {
        Inspection last = watch.last().inspection();
        return last.serverVersion().isEmpty() ? Double.NaN : last.of(kind).size();
    }

    private static double xidRatio(MaintenanceWatch watch) {
        return worst(watch, each -> (double) each.xidAge() / each.xidFreezeMaxAge());
    }

    private static double multixactRatio(MaintenanceWatch watch) {
        return worst(watch, each -> (double) each.multixactAge() / each.multixactFreezeMaxAge());
    }

    private static double worst(MaintenanceWatch watch, ToDoubleFunction<Horizon> ratio) {
        return watch.last().inspection().horizons().stream()
                .mapToDouble(ratio)
                .max()
                .orElse(Double.NaN);
    }

    private static double view(
            MaintenanceWatch watch, String name, ToDoubleFunction<ViewStatus> figure) {
        return watch.last().views().stream()
                .filter(view -> view.name().equals(name))
                .mapToDouble(figure)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double age(MaintenanceWatch watch, ViewStatus view) {
        return view.age(watch.now()).map(MaintenanceMetrics::seconds).orElse(Double.NaN);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
