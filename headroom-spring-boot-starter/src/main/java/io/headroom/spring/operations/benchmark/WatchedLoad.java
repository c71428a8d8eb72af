package io.headroom.spring.operations.benchmark;

import io.headroom.operations.capacity.Capacity;
import io.headroom.operations.history.History;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.Supplier;

/// Looks at the processors, the pool, the requests under way and the capacity, as the watch over
/// each second knows them.
final class WatchedLoad implements ServiceLoad {

    /// Of the requests that may be under way.
    private static final double BUSY_CONCURRENCY = 0.5;

    /// Nobody can measure on a machine that is fuller.
    private static final double FULL = 0.98;

    private final History history;
    private final MeterRegistry meters;
    private final Supplier<Capacity> capacity;
    private final double busyCpu;
    private final double busyCapacity;
    private final double ownShare;

    /// @param processors those that the process may use; a measurement takes one of them
    WatchedLoad(
            History history,
            MeterRegistry meters,
            Supplier<Capacity> capacity,
            BenchmarkProperties properties,
            int processors) {
        this.history = history;
        this.meters = meters;
        this.capacity = capacity;
        this.busyCpu = properties.busyCpu();
        this.busyCapacity = properties.busyCapacity();
        this.ownShare = 1.0 / processors;
    }

    @Override
    public String refusal() {
        return why(busyCpu);
    }

    @Override
    public String objection() {
        return why(busyCpu == 1 ? 1 : Math.min(FULL, busyCpu + ownShare));
    }

    private String why(double mostCpu) {
        double cpu = history.latest("system.cpu_ratio");
        if (cpu > mostCpu) {
            return said("The processors are %.0f %% busy; the limit is %.0f %%.", cpu, mostCpu);
        }
        double waiting = history.latest("pool.waiting");
        if (waiting > 0) {
            return "Callers wait for a connection of the pool.";
        }
        double underWay = value("headroom.http.concurrency.in.flight");
        double limit = value("headroom.http.concurrency.limit");
        if (underWay > BUSY_CONCURRENCY * limit) {
            return "More than half of the requests are under way that may be.";
        }
        if (capacity.get() instanceof Capacity.Known known) {
            double used = known.throughput() / known.capacity().value();
            if (used > busyCapacity) {
                return said(
                        "The service is at %.0f %% of its capacity; the limit is %.0f %%.",
                        used, busyCapacity);
            }
        }
        return "";
    }

    private static String said(String sentence, double share, double limit) {
        return String.format(Locale.ROOT, sentence, 100 * share, 100 * limit);
    }

    private double value(String gauge) {
        Gauge found = meters.find(gauge).gauge();
        return found == null ? Double.NaN : found.value();
    }
}
