package io.headroom.spring.timing;

import io.headroom.http.timing.Part;
import io.headroom.http.timing.Split;
import io.headroom.spring.RequestObserver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/// `headroom_http_request_duration_seconds{endpoint,method,status}` and
/// `headroom_http_request_part_seconds_total{endpoint,part}`, in bounded memory. Safe for use by
/// many threads.
final class EndpointMetrics implements RequestObserver {

    private static final int MOST_SERIES = 2_000;
    private static final int MOST_ENDPOINTS = 500;

    /// A caller may send any word as a method.
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");

    private record Answer(String endpoint, String method, int status) {}

    private static final Answer OTHER =
            new Answer(EndpointStatistics.OTHER, EndpointStatistics.OTHER, 0);

    private final MeterRegistry registry;
    private final Map<Answer, Timer> durations = new ConcurrentHashMap<>();
    private final Map<String, AtomicLongArray> parts = new ConcurrentHashMap<>();

    EndpointMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos) {
        record(endpoint, method, status, nanos);
        parts(endpoint).addAndGet(Part.REST.index(), nanos);
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos, Split split) {
        record(endpoint, method, status, nanos);
        AtomicLongArray spent = parts(endpoint);
        for (Part part : Part.all()) {
            long partNanos = split.nanos(part);
            if (partNanos > 0) {
                spent.addAndGet(part.index(), partNanos);
            }
        }
    }

    private void record(String endpoint, String method, int status, long nanos) {
        duration(new Answer(endpoint, METHODS.contains(method) ? method : "other", status))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer duration(Answer answer) {
        Timer known = durations.get(answer);
        if (known != null) {
            return known;
        }
        return durations.computeIfAbsent(
                durations.size() < MOST_SERIES ? answer : OTHER, this::timer);
    }

    private Timer timer(Answer answer) {
        return Timer.builder("headroom.http.request.duration")
                .description("Time of requests by route")
                .tags("endpoint", answer.endpoint(), "method", answer.method())
                .tag("status", Integer.toString(answer.status()))
                .serviceLevelObjectives(ServiceLevels.durations())
                .register(registry);
    }

    private AtomicLongArray parts(String endpoint) {
        AtomicLongArray known = parts.get(endpoint);
        if (known != null) {
            return known;
        }
        return parts.computeIfAbsent(
                parts.size() < MOST_ENDPOINTS ? endpoint : EndpointStatistics.OTHER, this::counted);
    }

    private AtomicLongArray counted(String endpoint) {
        AtomicLongArray nanos = new AtomicLongArray(Part.all().size());
        for (Part part : Part.all()) {
            FunctionCounter.builder(
                            "headroom.http.request.part", nanos, all -> all.get(part.index()) / 1e9)
                    .description("Where the time of requests went")
                    .baseUnit("seconds")
                    .tags("endpoint", endpoint, "part", part.label())
                    .register(registry);
        }
        return nanos;
    }
}
