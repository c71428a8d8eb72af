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
/// `headroom_http_request_part_seconds_total{endpoint,part}`, of parts that took time, in bounded
/// memory. Safe for use by many threads.
final class EndpointMetrics implements RequestObserver {

    private static final int MOST_SERIES = 2_000;
    private static final int MOST_ENDPOINTS = 500;

    /// A caller may send any word as a method.
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");

    private record Answer(String endpoint, String method, int status) {}

    /// Nanoseconds by [Part#index].
    private record Spent(String endpoint, AtomicLongArray nanos) {}

    private static final Answer OTHER =
            new Answer(EndpointStatistics.OTHER, EndpointStatistics.OTHER, 0);

    private final MeterRegistry registry;
    private final Map<Answer, Timer> durations = new ConcurrentHashMap<>();
    private final Map<String, Spent> parts = new ConcurrentHashMap<>();

    EndpointMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos) {
        record(endpoint, method, status, nanos);
        add(parts(endpoint), Part.REST, nanos);
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos, Split split) {
        record(endpoint, method, status, nanos);
        Spent spent = parts(endpoint);
        for (Part part : Part.all()) {
            add(spent, part, split.nanos(part));
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

    private Spent parts(String endpoint) {
        Spent known = parts.get(endpoint);
        if (known != null) {
            return known;
        }
        return parts.computeIfAbsent(
                parts.size() < MOST_ENDPOINTS ? endpoint : EndpointStatistics.OTHER,
                name -> new Spent(name, new AtomicLongArray(Part.all().size())));
    }

    private void add(Spent spent, Part part, long nanos) {
        if (nanos > 0 && spent.nanos().addAndGet(part.index(), nanos) == nanos) {
            count(spent, part);
        }
    }

    /// Most routes know but a few of the parts.
    private void count(Spent spent, Part part) {
        FunctionCounter.builder(
                        "headroom.http.request.part",
                        spent.nanos(),
                        all -> all.get(part.index()) / 1e9)
                .description("Where the time of requests went")
                .baseUnit("seconds")
                .tags("endpoint", spent.endpoint(), "part", part.label())
                .register(registry);
    }
}
