package io.headroom.marketplace.observation;

import io.headroom.spring.RequestObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// `catalog_http_*`, `catalog_searches_*` and `catalog_recommendations_*`: how often the catalogue
/// was asked what, how it answered and how long that took. Safe for use by many threads.
///
/// The timers have buckets at the service levels only: 5, 10, 25, 50, 100, 200, 500 ms, 1 s, 2 s.
public final class CatalogMetrics implements RequestObserver {

    private static final Duration[] SERVICE_LEVELS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2)
    };

    /// Which of the catalogue's routes count as recommendations, and as what.
    private static final Map<String, String> RECOMMENDATIONS =
            Map.of(
                    "items/{id}/similar", "similar",
                    "items/{id}/also-bought", "also_bought",
                    "recommendations", "personal",
                    "popular", "popular",
                    "trending", "trending",
                    "recent", "recent");

    private static final Map<String, String> SEARCHES =
            Map.of("search", "text", "suggestions", "suggestion");

    /// By the route's pattern, so that a request leaves no string behind.
    private record Answer(String pattern, String method, int status) {}

    private record Recorded(Timer timer, Counter requests) {

        void count(long nanos) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
            requests.increment();
        }
    }

    /// All that an answer counts for.
    private record Meters(List<Recorded> recorded, List<Counter> errors) {

        static final Meters NONE = new Meters(List.of(), List.of());

        void count(long nanos) {
            for (int i = 0; i < recorded.size(); i++) {
                recorded.get(i).count(nanos);
            }
            for (int i = 0; i < errors.size(); i++) {
                errors.get(i).increment();
            }
        }
    }

    private final MeterRegistry registry;
    private final Map<Answer, Meters> meters = new ConcurrentHashMap<>();
    private final Map<String, Recorded> recommendations = new ConcurrentHashMap<>();
    private final Map<String, Recorded> searches = new ConcurrentHashMap<>();

    CatalogMetrics(MeterRegistry registry) {
        this.registry = registry;
        RECOMMENDATIONS.values().forEach(this::recommendation);
        SEARCHES.values().forEach(this::search);
    }

    /// Makes the error counters of the routes exist at zero.
    void announce(Collection<String> patterns) {
        for (String pattern : patterns) {
            String endpoint = Endpoint.of(pattern);
            if (endpoint != null) {
                errors(endpoint, "client");
                errors(endpoint, "server");
            }
        }
    }

    @Override
    public void finished(String pattern, String method, int status, long nanos) {
        Answer answer = new Answer(pattern, method, status);
        Meters known = meters.get(answer);
        (known == null ? meters.computeIfAbsent(answer, this::meters) : known).count(nanos);
    }

    private Meters meters(Answer answer) {
        String endpoint = Endpoint.of(answer.pattern());
        if (endpoint == null) {
            return Meters.NONE;
        }
        List<Recorded> recorded = new ArrayList<>();
        recorded.add(http(endpoint, answer.method(), Integer.toString(answer.status())));
        String recommendation = RECOMMENDATIONS.get(endpoint);
        if (recommendation != null) {
            recorded.add(recommendation(recommendation));
        }
        String search = SEARCHES.get(endpoint);
        if (search != null) {
            recorded.add(search(search));
        }
        List<Counter> errors =
                answer.status() < 400
                        ? List.of()
                        : List.of(errors(endpoint, answer.status() >= 500 ? "server" : "client"));
        return new Meters(List.copyOf(recorded), errors);
    }

    private Recorded http(String endpoint, String method, String status) {
        String[] tags = {"endpoint", endpoint, "method", method, "status", status};
        return new Recorded(
                timer("catalog.http.request.duration", tags),
                registry.counter("catalog.http.requests", tags));
    }

    private Counter errors(String endpoint, String type) {
        return registry.counter("catalog.http.request.errors", "endpoint", endpoint, "type", type);
    }

    private Recorded recommendation(String type) {
        return recommendations.computeIfAbsent(
                type,
                t ->
                        new Recorded(
                                timer("catalog.recommendation.duration", "type", t),
                                registry.counter("catalog.recommendations", "type", t)));
    }

    private Recorded search(String type) {
        return searches.computeIfAbsent(
                type,
                t ->
                        new Recorded(
                                timer("catalog.search.duration", "type", t),
                                registry.counter("catalog.searches", "type", t)));
    }

    private Timer timer(String name, String... tags) {
        return Timer.builder(name)
                .tags(tags)
                .serviceLevelObjectives(SERVICE_LEVELS)
                .register(registry);
    }
}
