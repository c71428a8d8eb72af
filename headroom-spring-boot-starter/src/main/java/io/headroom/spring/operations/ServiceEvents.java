package io.headroom.spring.operations;

import io.headroom.cache.CacheStatistics;
import io.headroom.cache.Latency;
import io.headroom.http.timing.Part;
import io.headroom.http.timing.Split;
import io.headroom.operations.slo.EventCount;
import io.headroom.operations.slo.EventCounter;
import io.headroom.operations.slo.Indicator;
import io.headroom.operations.slo.Objective;
import io.headroom.operations.slo.SloDefinitions;
import io.headroom.postgres.jdbc.Execution;
import io.headroom.postgres.jdbc.StatementListener;
import io.headroom.spring.RequestObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.springframework.util.AntPathMatcher;

/// Counts the events of every objective as they happen: requests, searches and statements on the
/// threads that made them, cache reads from the caches' own figures. Safe for use by many threads.
final class ServiceEvents implements RequestObserver, StatementListener {

    private static final String REQUESTS = "requests";
    private static final String SEARCHES = "searches";
    private static final String CACHE_READS = "cache-reads";
    private static final String CACHE_OPERATIONS = "cache-operations";
    private static final Set<String> KNOWN =
            Set.of(
                    REQUESTS,
                    SEARCHES,
                    CACHE_READS,
                    CACHE_OPERATIONS,
                    "queries-simple",
                    "queries-complex",
                    "queries-aggregation");
    private static final Duration OPERATION = Duration.ofMillis(10);
    private static final int MOST_ROUTES = 1_000;
    private static final AntPathMatcher ROUTES = new AntPathMatcher();

    /// @param withinNanos the longest time of a good event; negative where only success counts
    private record Counted(EventCounter counter, long withinNanos, List<String> routes) {

        void add(boolean failed, long nanos) {
            if (withinNanos < 0) {
                counter.add(!failed);
            } else if (!failed) {
                counter.add(nanos <= withinNanos);
            }
        }

        boolean covers(String endpoint) {
            return routes.isEmpty()
                    || routes.stream().anyMatch(route -> ROUTES.match(route, endpoint));
        }
    }

    private final Map<String, EventCount> counts = new HashMap<>();
    private final Map<String, List<Counted>> bySource = new HashMap<>();
    private final Map<String, List<Counted>> byEndpoint = new ConcurrentHashMap<>();
    private final List<Counted> searches;
    private final StatementKinds kinds = new StatementKinds();

    /// Reads what is to be counted.
    ///
    /// @param caches the figures of all caches
    /// @throws IllegalArgumentException for an objective on a source that does not exist
    ServiceEvents(SloDefinitions definitions, Supplier<Collection<CacheStatistics>> caches) {
        for (Objective objective : definitions.objectives()) {
            switch (objective.indicator()) {
                case Indicator.Counted(String source, List<String> routes) ->
                        count(objective, source, -1, routes, caches);
                case Indicator.Timed(String source, Duration within, List<String> routes) ->
                        count(objective, source, within.toNanos(), routes, caches);
                case Indicator.Sampled _ -> {}
            }
        }
        searches = bySource.getOrDefault(SEARCHES, List.of());
    }

    private void count(
            Objective objective,
            String source,
            long withinNanos,
            List<String> routes,
            Supplier<Collection<CacheStatistics>> caches) {
        if (!KNOWN.contains(source)) {
            throw new IllegalArgumentException(
                    "objective %s: events must be one of %s: %s"
                            .formatted(
                                    objective.name(),
                                    String.join(", ", KNOWN.stream().sorted().toList()),
                                    source));
        }
        switch (source) {
            case CACHE_READS ->
                    counts.put(
                            objective.name(),
                            new Totals(caches, ServiceEvents::reads, ServiceEvents::hits));
            case CACHE_OPERATIONS ->
                    counts.put(
                            objective.name(),
                            new Totals(caches, c -> c.l2().reads().count(), ServiceEvents::quick));
            default -> {
                EventCounter counter = new EventCounter();
                counts.put(objective.name(), counter);
                bySource.computeIfAbsent(source, _ -> new ArrayList<>())
                        .add(new Counted(counter, withinNanos, routes));
            }
        }
    }

    /// What each objective counts, by its name.
    Map<String, EventCount> counts() {
        return Map.copyOf(counts);
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos) {
        boolean failed = status >= 500;
        for (Counted each : of(endpoint)) {
            each.add(failed, nanos);
        }
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos, Split split) {
        finished(endpoint, method, status, nanos);
        long searched = split.nanos(Part.SEARCH);
        if (searched > 0) {
            for (Counted each : searches) {
                each.add(status >= 500, searched);
            }
        }
    }

    private List<Counted> of(String endpoint) {
        List<Counted> known = byEndpoint.get(endpoint);
        if (known != null) {
            return known;
        }
        List<Counted> found =
                OwnCalls.isOwn(endpoint)
                        ? List.of()
                        : bySource.getOrDefault(REQUESTS, List.of()).stream()
                                .filter(each -> each.covers(endpoint))
                                .toList();
        if (byEndpoint.size() < MOST_ROUTES) {
            byEndpoint.put(endpoint, found);
        }
        return found;
    }

    @Override
    public void executed(Execution execution) {
        String kind = kinds.of(execution.sql()).source();
        for (Counted each : bySource.getOrDefault(kind, List.of())) {
            each.add(execution.error() != null, execution.nanos());
        }
    }

    private static long reads(CacheStatistics cache) {
        return cache.l1().hits() + cache.l1().misses();
    }

    private static long hits(CacheStatistics cache) {
        return cache.l1().hits() + cache.l2().hits();
    }

    private static long quick(CacheStatistics cache) {
        return cache.l2().reads().buckets().stream()
                .filter(bucket -> bucket.upTo().compareTo(OPERATION) <= 0)
                .mapToLong(Latency.Bucket::count)
                .max()
                .orElse(0);
    }

    /// Events that the caches count themselves.
    private record Totals(
            Supplier<Collection<CacheStatistics>> caches,
            ToLongFunction<CacheStatistics> all,
            ToLongFunction<CacheStatistics> goodOnes)
            implements EventCount {

        @Override
        public double good() {
            return caches.get().stream().mapToLong(goodOnes).sum();
        }

        @Override
        public double bad() {
            return Math.max(0, caches.get().stream().mapToLong(all).sum() - good());
        }
    }
}
