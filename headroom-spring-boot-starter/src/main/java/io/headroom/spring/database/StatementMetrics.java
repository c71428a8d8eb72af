package io.headroom.spring.database;

import io.headroom.postgres.statement.StatementFigures;
import io.headroom.postgres.statement.StatementWatch;
import io.headroom.postgres.statement.WatchStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/// `headroom_statement_*`.
final class StatementMetrics implements MeterBinder {

    private final StatementWatch watch;
    private final FreeSqlLog freeSql;

    StatementMetrics(StatementWatch watch, FreeSqlLog freeSql) {
        this.watch = watch;
        this.freeSql = freeSql;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        counter(registry, "calls", "Executions on the server", StatementWatch::totalCalls);
        counter(
                registry,
                "seconds",
                "The server's time for statements",
                w -> w.totalMillis() / 1_000);
        counter(registry, "resets", "Resets of the server's counters", StatementWatch::resets);
        gauge(registry, "tracked", "Statements with a history", w -> w.figures().size());
        gauge(
                registry,
                "drifting",
                "Statements that take longer than usual, or got a slower plan",
                w -> w.drifting().size());
        gauge(
                registry,
                "plan.changes",
                "Statements whose plan changed in the kept time",
                StatementMetrics::changed);
        gauge(
                registry,
                "watch.up",
                "1 while the watch reads the server's counters, else 0",
                w -> w.status() instanceof WatchStatus.Reading ? 1 : 0);
        gauge(registry, "watch.seconds", "How long the last reading took", StatementMetrics::round);
        slow(registry, "slow", watch.options().slow());
        slow(registry, "very_slow", watch.options().verySlow());
        for (String verdict : FreeSqlLog.VERDICTS) {
            FunctionCounter.builder("headroom.statement.free.sql", freeSql, f -> f.count(verdict))
                    .tag("verdict", verdict.replace(' ', '_'))
                    .description("Requests to explain free SQL")
                    .register(registry);
        }
    }

    private void slow(MeterRegistry registry, String name, Duration threshold) {
        Gauge.builder("headroom.statement.slow", watch, w -> w.slow(threshold).size())
                .tag("threshold", name)
                .description("Statements whose mean or slowest call takes as long")
                .register(registry);
    }

    private static double changed(StatementWatch watch) {
        return watch.figures().stream()
                .map(StatementFigures::planChanges)
                .filter(changes -> !changes.isEmpty())
                .count();
    }

    private static double round(StatementWatch watch) {
        return watch.status() instanceof WatchStatus.Reading reading ? reading.millis() / 1_000 : 0;
    }

    private void counter(
            MeterRegistry registry,
            String name,
            String description,
            ToDoubleFunction<StatementWatch> value) {
        FunctionCounter.builder("headroom.statement." + name, watch, value)
                .description(description)
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            ToDoubleFunction<StatementWatch> value) {
        Gauge.builder("headroom.statement." + name, watch, value)
                .description(description)
                .register(registry);
    }
}
