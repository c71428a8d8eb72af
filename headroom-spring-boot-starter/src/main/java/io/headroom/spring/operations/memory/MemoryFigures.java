package io.headroom.spring.operations.memory;

import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.Figures;
import io.headroom.operations.memory.MemoryReport;
import io.headroom.operations.memory.MemoryWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// `memory.*` of the history and `headroom_memory_*`.
final class MemoryFigures implements FigureSource, MeterBinder {

    private final Supplier<MemoryWatch> watch;

    /// @param watch asked when figures are
    MemoryFigures(Supplier<MemoryWatch> watch) {
        this.watch = watch;
    }

    @Override
    public void read(Figures to) {
        MemoryReport report = watch.get().latest();
        to.gauge("memory.live_set_bytes", report.liveSet());
        to.gauge("memory.resident_bytes", known(report.residentBytes()));
        to.gauge("memory.leak_suspected", report.leak().suspected() ? 1 : 0);
        to.gauge("memory.hours_to_limit", report.leak().hoursToLimit());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "live.set.bytes",
                "What the heap held after the last major collection",
                MemoryReport::liveSet);
        gauge(
                registry,
                "resident.bytes",
                "The process's memory as the system sees it",
                report -> known(report.residentBytes()));
        gauge(
                registry,
                "leak.suspected",
                "1 while the live set looks like a leak",
                report -> report.leak().suspected() ? 1 : 0);
        gauge(
                registry,
                "hours.to.limit",
                "Until the heap is full as the live set grows; NaN where that is not known",
                report -> report.leak().hoursToLimit());
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            ToDoubleFunction<MemoryReport> value) {
        Gauge.builder(
                        "headroom.memory." + name,
                        watch.get(),
                        each -> value.applyAsDouble(each.latest()))
                .description(description)
                .register(registry);
    }

    private static double known(long bytes) {
        return bytes < 0 ? Double.NaN : bytes;
    }
}
