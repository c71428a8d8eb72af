package io.headroom.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the service told of itself, over the measured time.
///
/// @param note why figures are missing, empty when none are
/// @param hitRatesPercent by tier: `response`, `l1`, `l2`, as far as the service has it
/// @param overallHitRatePercent share of the cacheable reads that were answered without a load
/// @param hitRateBasis how the overall hit rate was taken
/// @param loads loads from the source of truth
/// @param responses requests to the response cache by result, empty without one
/// @param poolMost connections in use at most, of those that were seen
/// @param poolSize connections that the pool may have
/// @param poolWaitersMost threads that waited for a connection at most, of those that were seen
/// @param poolTimeouts waits for a connection that timed out
/// @param cpuMeanPercent of the whole machine
/// @param rssStart,rssPeak,rssEnd resident memory in bytes
/// @param heapStart,heapPeak,heapEnd used heap in bytes
record ServerFigures(
        String note,
        Map<String, Double> hitRatesPercent,
        @Nullable Double overallHitRatePercent,
        String hitRateBasis,
        @Nullable Double loads,
        Map<String, Double> responses,
        @Nullable Double poolMost,
        @Nullable Double poolSize,
        @Nullable Double poolWaitersMost,
        @Nullable Double poolTimeouts,
        @Nullable Double gcPauses,
        @Nullable Double gcPauseSeconds,
        @Nullable Double gcLongestPauseSeconds,
        @Nullable Double cpuMeanPercent,
        @Nullable Double cpuMostPercent,
        @Nullable Double rssStart,
        @Nullable Double rssPeak,
        @Nullable Double rssEnd,
        @Nullable Double heapStart,
        @Nullable Double heapPeak,
        @Nullable Double heapEnd,
        List<Point> points) {

    /// The service at one moment.
    ///
    /// @param second from the end of the warm-up
    record Point(
            double second,
            @Nullable Double cpuPercent,
            @Nullable Double rss,
            @Nullable Double heap,
            @Nullable Double poolActive,
            @Nullable Double poolWaiters) {}

    static ServerFigures of(List<Scraper.Snapshot> snapshots, String problem) {
        if (snapshots.size() < 2) {
            String why = problem.isEmpty() ? "/metrics was not read twice" : problem;
            return new Reading(List.of(empty(), empty())).figures(why);
        }
        return new Reading(snapshots).figures(problem);
    }

    private static Scraper.Snapshot empty() {
        return new Scraper.Snapshot(0, PrometheusText.parse(""));
    }

    /// @param snapshots at least two
    private record Reading(List<Scraper.Snapshot> snapshots) {

        private static final String RESPONSES = "headroom_response_cache_requests_total";
        private static final String REQUESTS = "headroom_cache_requests_total";
        private static final String LOADS = "headroom_cache_loads_total";
        private static final String RSS = "process_memory_rss_bytes";

        ServerFigures figures(String note) {
            Map<String, Double> responses = responses();
            Map<String, Double> rates = new TreeMap<>();
            HitRates hits = HitRates.of(responses, this::tier, loads());
            hits.byTier().forEach(rates::put);
            List<Point> points = snapshots.stream().map(Reading::point).toList();
            return new ServerFigures(
                    note,
                    rates,
                    hits.overallPercent(),
                    hits.basis(),
                    rounded(loads()),
                    responses,
                    most(points, Point::poolActive),
                    rounded(last().max("hikaricp_connections_max")),
                    most(points, Point::poolWaiters),
                    rounded(grown("hikaricp_connections_timeout_total", Map.of())),
                    rounded(grown("jvm_gc_pause_seconds_count", Map.of())),
                    rounded(grown("jvm_gc_pause_seconds_sum", Map.of())),
                    longestPause(),
                    mean(points),
                    most(points, Point::cpuPercent),
                    points.getFirst().rss(),
                    most(points, Point::rss),
                    points.getLast().rss(),
                    points.getFirst().heap(),
                    most(points, Point::heap),
                    points.getLast().heap(),
                    note.isEmpty() || points.size() > 2 ? points : List.of());
        }

        private Map<String, Double> responses() {
            Map<String, Double> grown = new TreeMap<>();
            for (PrometheusText.Sample sample : last().all(RESPONSES)) {
                String result = sample.labels().getOrDefault("result", "");
                grown(RESPONSES, Map.of("result", result))
                        .ifPresent(value -> grown.put(result, value));
            }
            return grown;
        }

        private double tier(String tier, String result) {
            return grown(REQUESTS, Map.of("tier", tier, "result", result)).orElse(0);
        }

        private OptionalDouble loads() {
            OptionalDouble good = grown(LOADS, Map.of("result", "success"));
            OptionalDouble bad = grown(LOADS, Map.of("result", "failure"));
            return good.isEmpty() && bad.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(good.orElse(0) + bad.orElse(0));
        }

        private OptionalDouble grown(String counter, Map<String, String> labels) {
            OptionalDouble end = last().sum(counter, labels);
            if (end.isEmpty()) {
                return end;
            }
            double start = snapshots.getFirst().metrics().sum(counter, labels).orElse(0);
            return OptionalDouble.of(end.getAsDouble() - start);
        }

        /// The gauge forgets what is some minutes old, so all readings of it count.
        private @Nullable Double longestPause() {
            double longest = -1;
            for (Scraper.Snapshot snapshot : snapshots) {
                longest =
                        Math.max(
                                longest,
                                snapshot.metrics().max("jvm_gc_pause_seconds_max").orElse(-1));
            }
            return longest < 0 ? null : Double.valueOf(longest);
        }

        private PrometheusText last() {
            return snapshots.getLast().metrics();
        }

        private static Point point(Scraper.Snapshot snapshot) {
            PrometheusText metrics = snapshot.metrics();
            OptionalDouble cpu = metrics.max("process_cpu_usage");
            OptionalDouble heap = metrics.sum("jvm_memory_used_bytes", Map.of("area", "heap"));
            return new Point(
                    Rounding.toThreeDecimals(snapshot.second()),
                    cpu.isPresent()
                            ? Double.valueOf(Rounding.toThreeDecimals(100 * cpu.getAsDouble()))
                            : null,
                    rounded(metrics.max(RSS)),
                    rounded(heap),
                    rounded(metrics.sum("hikaricp_connections_active")),
                    rounded(metrics.sum("hikaricp_connections_pending")));
        }

        private static @Nullable Double most(
                List<Point> points, Function<Point, @Nullable Double> figure) {
            List<Double> values = values(points, figure);
            return values.isEmpty() ? null : values.stream().max(Double::compare).orElseThrow();
        }

        /// The first value tells of the time before the measured one.
        private static @Nullable Double mean(List<Point> points) {
            List<Double> values = values(points.subList(1, points.size()), Point::cpuPercent);
            return values.isEmpty()
                    ? null
                    : Double.valueOf(
                            Rounding.toThreeDecimals(
                                    values.stream()
                                            .mapToDouble(Double::doubleValue)
                                            .average()
                                            .orElseThrow()));
        }

        private static List<Double> values(
                List<Point> points, Function<Point, @Nullable Double> figure) {
            List<Double> values = new ArrayList<>();
            for (Point point : points) {
                Double value = figure.apply(point);
                if (value != null) {
                    values.add(value);
                }
            }
            return values;
        }

        private static @Nullable Double rounded(OptionalDouble value) {
            return value.isPresent()
                    ? Double.valueOf(Rounding.toThreeDecimals(value.getAsDouble()))
                    : null;
        }
    }
}
