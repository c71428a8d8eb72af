package io.headroom.spring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.RuntimeMXBean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/// The figures that every service shows, beside Micrometer's own: uptime, requests and errors, heap
/// and resident memory, the machine's memory, processors and load.
///
/// An error is an answer of 500 or above: what the service did wrong, not what a caller asked
/// wrong.
final class ServiceMetrics implements RequestObserver, MeterBinder {

    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder totalNanos = new LongAdder();
    private final RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();

    @Override
    public void finished(String endpoint, String method, int status, long nanos) {
        requests.increment();
        totalNanos.add(nanos);
        if (status >= 500) {
            errors.increment();
        }
    }

    double averageMillis() {
        long count = requests.sum();
        return count == 0 ? 0 : totalNanos.sum() / 1e6 / count;
    }

    double errorRatePercent() {
        long count = requests.sum();
        return count == 0 ? 0 : 100.0 * errors.sum() / count;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("http.requests", requests, LongAdder::doubleValue)
                .description("Requests that were answered")
                .register(registry);
        FunctionCounter.builder("http.requests.errors", errors, LongAdder::doubleValue)
                .description("Requests that the service failed, status 500 and above")
                .register(registry);
        gauge(
                registry,
                "http.request.duration.avg.ms",
                "Mean since the start",
                this,
                ServiceMetrics::averageMillis);
        gauge(
                registry,
                "http.request.error.rate.percent",
                "Share of failed requests since the start",
                this,
                ServiceMetrics::errorRatePercent);
        Gauge.builder("service.uptime", runtime, r -> r.getUptime() / 1e3)
                .baseUnit("seconds")
                .description("Time since the start of the process")
                .register(registry);
        Gauge.builder("process.memory.heap", memory, m -> m.getHeapMemoryUsage().getUsed())
                .baseUnit("bytes")
                .description("Heap in use")
                .register(registry);
        Gauge.builder("process.memory.rss", this, m -> SystemMemory.residentBytes())
                .baseUnit("bytes")
                .description("Resident memory of the process; NaN where the system does not tell")
                .register(registry);
        gauge(
                registry,
                "system.memory.usage.percent",
                "Memory of the machine in use",
                this,
                m -> SystemMemory.usedPercent());
        // Micrometer's own system.cpu.count and system.load.average.1m have the contract's names.
    }

    private static <T> void gauge(
            MeterRegistry registry,
            String name,
            String description,
            T source,
            ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).description(description).register(registry);
    }
}
