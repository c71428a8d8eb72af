package io.headroom.spring.overload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// `headroom_http_rejected_total{priority}`, and the limit's gauges beside it. Safe for use by many
/// threads.
public final class Rejections {

    private final Counter high;
    private final Counter normal;

    Rejections(MeterRegistry registry, AdaptiveLimit limit) {
        high = counter(registry, "high");
        normal = counter(registry, "normal");
        Gauge.builder("headroom.http.concurrency.limit", limit, AdaptiveLimit::limit)
                .description("How many requests may be under way")
                .register(registry);
        Gauge.builder("headroom.http.concurrency.in.flight", limit, AdaptiveLimit::inFlight)
                .description("How many requests are under way, those of the reserve apart")
                .register(registry);
    }

    /// The counter of a priority: `high` or `normal`.
    public static Counter counter(MeterRegistry registry, String priority) {
        return Counter.builder("headroom.http.rejected")
                .description("Requests refused since too many were under way")
                .tag("priority", priority)
                .register(registry);
    }

    /// All since the start.
    double total() {
        return high.count() + normal.count();
    }

    void count(boolean priority) {
        (priority ? high : normal).increment();
    }
}
