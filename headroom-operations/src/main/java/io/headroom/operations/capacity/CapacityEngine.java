package io.headroom.operations.capacity;

import io.headroom.operations.history.History;
import io.headroom.operations.history.Series;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Keeps the estimate of a service's capacity fresh. [#evaluate] is for one thread; [#latest] is
/// safe for use by many.
public final class CapacityEngine {

    /// The history's figure of requests per second.
    public static final String THROUGHPUT = "http.requests_per_second";

    /// The history's figure of requests under way, on average.
    public static final String CONCURRENCY = "http.busy_requests";

    private static final Map<Double, String> QUANTILES =
            Map.of(0.5, "http.p50_seconds", 0.95, "http.p95_seconds", 0.99, "http.p99_seconds");
    private static final Duration IDLE_STEP = Duration.ofSeconds(60);
    private static final double IDLE_SHARE = 0.01;
    private static final int LEAST_IDLE = 3;

    private final History history;
    private final Supplier<List<Resource>> resources;
    private final List<Promise> promises;
    private final CapacityOptions options;
    private final InstantSource clock;
    private volatile Estimate latest;

    /// An estimate.
    ///
    /// @param at when it was made
    public record Estimate(Instant at, Capacity capacity) {}

    /// Knows nothing until it is asked to evaluate.
    ///
    /// @param resources asked each time, since pools and limits change their size
    public CapacityEngine(
            History history,
            Supplier<List<Resource>> resources,
            List<Promise> promises,
            CapacityOptions options,
            InstantSource clock) {
        this.history = history;
        this.resources = resources;
        this.promises =
                promises.stream()
                        .filter(each -> each.isMean() || QUANTILES.containsKey(each.quantile()))
                        .toList();
        this.options = options;
        this.clock = clock;
        this.latest =
                new Estimate(
                        clock.instant(),
                        new Capacity.Unknown(Double.NaN, "nothing was seen yet.", List.of()));
    }

    /// Estimates anew.
    public void evaluate() {
        List<Resource> known = resources.get();
        Instant now = clock.instant();
        latest =
                new Estimate(
                        now,
                        CapacityModel.estimate(
                                observations(known),
                                known,
                                promises,
                                options,
                                now.getEpochSecond() / IDLE_STEP.toSeconds()));
    }

    /// The last estimate.
    public Estimate latest() {
        return latest;
    }

    /// The requests per second of this moment; NaN where unknown.
    public double throughput() {
        return history.mean(THROUGHPUT, CapacityOptions.STEP);
    }

    private Observations observations(List<Resource> known) {
        Map<String, double[]> recent =
                values(known, options.window().plus(CapacityOptions.STEP), CapacityOptions.STEP);
        int size = (int) options.window().dividedBy(CapacityOptions.STEP);
        Map<Double, double[]> quantiles = new HashMap<>();
        QUANTILES.forEach(
                (quantile, figure) -> quantiles.put(quantile, complete(recent, figure, size, 1)));
        Map<String, double[]> busy = new HashMap<>();
        Map<String, double[]> own = new HashMap<>();
        for (Resource resource : known) {
            busy.put(
                    resource.name(),
                    complete(recent, resource.figure(), size, resource.perFigure()));
            if (!resource.ownFigure().isEmpty()) {
                own.put(
                        resource.name(),
                        complete(recent, resource.ownFigure(), size, resource.perFigure()));
            }
        }
        return new Observations(
                complete(recent, THROUGHPUT, size, 1),
                complete(recent, CONCURRENCY, size, 1),
                quantiles,
                busy,
                own,
                idle(known));
    }

    private Map<String, double[]> values(List<Resource> known, Duration window, Duration step) {
        Set<String> figures = new LinkedHashSet<>(QUANTILES.values());
        figures.add(THROUGHPUT);
        figures.add(CONCURRENCY);
        for (Resource resource : known) {
            figures.add(resource.figure());
            if (!resource.ownFigure().isEmpty()) {
                figures.add(resource.ownFigure());
            }
        }
        Map<String, double[]> found = new HashMap<>();
        for (Series series : history.query(figures, window, step)) {
            found.put(series.figure(), series.values());
        }
        return found;
    }

    /// The last step is not over and is left out.
    private static double[] complete(
            Map<String, double[]> recent, String figure, int size, double factor) {
        double[] all = recent.get(figure);
        double[] values = new double[size];
        if (all == null) {
            Arrays.fill(values, Double.NaN);
            return values;
        }
        for (int i = 0; i < size; i++) {
            values[i] = all[all.length - 1 - size + i] * factor;
        }
        return values;
    }

    /// What is in use in minutes of the last day with next to no requests.
    private Map<String, Double> idle(List<Resource> known) {
        Map<String, double[]> day = values(known, History.KEPT, IDLE_STEP);
        double[] throughput = day.get(THROUGHPUT);
        Map<String, Double> idle = new HashMap<>();
        if (throughput == null) {
            return idle;
        }
        double most =
                Math.max(1, Arrays.stream(throughput).filter(Double::isFinite).max().orElse(0));
        for (Resource resource : known) {
            double[] busy = day.get(resource.figure());
            if (busy == null) {
                continue;
            }
            List<Double> found = new ArrayList<>();
            for (int i = 0; i < busy.length; i++) {
                if (throughput[i] <= IDLE_SHARE * most && Double.isFinite(busy[i])) {
                    found.add(busy[i] * resource.perFigure());
                }
            }
            if (found.size() >= LEAST_IDLE) {
                double[] values = found.stream().mapToDouble(Double::doubleValue).toArray();
                idle.put(resource.name(), Robust.median(values));
            }
        }
        return idle;
    }
}
