package io.headroom.operations.capacity;

import io.headroom.operations.capacity.Demands.Guess;
import io.headroom.operations.capacity.LoadCurve.Break;
import io.headroom.operations.capacity.Resource.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/// Estimates how much a service can take from what was seen of it.
///
/// 1. What a request asks of each resource: [DemandFit].
/// 2. How long answers take at a higher throughput: [LoadCurve].
/// 3. The first throughput at which a promise breaks or a resource is used up, by halving.
/// 4. Between what that lies: the same over samples drawn with replacement in blocks of three
///    steps, since neighbours are alike (H. R. Künsch, "The Jackknife and the Bootstrap for General
///    Stationary Observations", Annals of Statistics 17, 1989); the idle load, where it was not
///    seen, is drawn, too.
///
/// What was carried for a minute with all promises kept and nothing used up can be carried,
/// whatever follows from the rest, unless it is so much more that the requests of that minute were
/// others.
///
/// Linear demand is assumed: a cache that gets too small and other things that grow faster than the
/// load come as a surprise. Locks within the process are seen once answers become slower by them:
/// then [Knee] sets the limit. Steps are taken from the longest past that agrees with the last two
/// minutes, so that a change of the mix of requests forgets what was before.
public final class CapacityModel {

    /// How sure it is that the truth lies between lower and upper, as far as the samples tell.
    public static final double CONFIDENCE = 0.9;

    private static final int RESAMPLES = 60;
    private static final int BLOCK = 3;

    /// In steps.
    static final int MINUTE = 6;

    private static final double IDLE_GUESS = 0.15;
    private static final double OTHER_MIX = 1.5;

    private final Observations seen;
    private final Demands fits;
    private final List<Resource> resources;
    private final List<Promise> promises;
    private final CapacityOptions options;

    private CapacityModel(
            Observations seen,
            List<Resource> resources,
            List<Promise> promises,
            CapacityOptions options) {
        this.seen = seen;
        this.fits = new Demands(seen, resources, options);
        this.resources = resources;
        this.promises = promises;
        this.options = options;
    }

    /// Estimates.
    ///
    /// @param seen steps of 10 s
    /// @param seed of the draws
    public static Capacity estimate(
            Observations seen,
            List<Resource> resources,
            List<Promise> promises,
            CapacityOptions options,
            long seed) {
        return new CapacityModel(seen, List.copyOf(resources), List.copyOf(promises), options)
                .estimate(seed);
    }

    private Capacity estimate(long seed) {
        int[] loaded = fits.loaded();
        double now = throughput();
        if (loaded.length < options.leastSteps()) {
            return new Capacity.Unknown(
                    now,
                    String.format(
                            Locale.ROOT,
                            "too few samples: %d of %d steps of 10 s with at least %s requests/s in the last %d min.",
                            loaded.length,
                            options.leastSteps(),
                            Double.toString(options.leastRate()),
                            options.window().toMinutes()),
                    ResourceReport.unlimited(fits.of(loaded, new Guess())));
        }
        int[] used = fits.ofThisMix(loaded);
        Map<Resource, Demand> demands = fits.of(used, new Guess());
        for (Map.Entry<Resource, Demand> each : demands.entrySet()) {
            if (ResourceReport.isTakenByOthers(each.getKey(), each.getValue())) {
                return new Capacity.Unknown(
                        now,
                        "the %s is used up, and not by requests: what these need of it cannot be told."
                                .formatted(each.getKey().words()),
                        ResourceReport.unlimited(demands));
            }
        }
        Resource busiest = null;
        double most = 0;
        for (Map.Entry<Resource, Demand> each : demands.entrySet()) {
            double share = each.getValue().seconds() * now / each.getValue().servers();
            if (share > most && each.getKey().kind() != Kind.PLACES) {
                most = share;
                busiest = each.getKey();
            }
        }
        boolean littleUsed = busiest == null || !(most >= options.leastUtilisation());
        if (littleUsed && !hasKnee(now, used, demands)) {
            return new Capacity.Unknown(
                    now,
                    busiest == null
                            ? "nothing that is watched is used by requests."
                            : String.format(
                                    Locale.ROOT,
                                    "too little load: requests use %.1f %% of the %s, and nothing else more; from %.0f %% on it can be said.",
                                    100 * most,
                                    busiest.words(),
                                    100 * options.leastUtilisation()),
                    ResourceReport.unlimited(demands));
        }
        return known(now, loaded, used, demands, seed);
    }

    /// What waits for a lock uses nothing.
    private boolean hasKnee(double now, int[] used, Map<Resource, Demand> demands) {
        Knee knee = new Knee(law(used), curve(now, used, demands), promises, now);
        return Double.isFinite(first(knee, used).requestsPerSecond());
    }

    private Capacity known(
            double now, int[] loaded, int[] used, Map<Resource, Demand> demands, long seed) {
        LoadCurve curve = curve(now, used, demands);
        Scalability law = law(used);
        Knee knee = new Knee(law, curve, promises, now);
        Break byQueues = curve.first();
        Break byKnee = first(knee, used);
        boolean isKnee = byKnee.requestsPerSecond() < byQueues.requestsPerSecond();
        Break first = isKnee ? byKnee : byQueues;
        Interval capacity =
                interval(now, used, first, demands, seed)
                        .atLeast(
                                new Carried(seen, resources, promises)
                                        .most(used, OTHER_MIX * first.requestsPerSecond()));
        Interval headroom = capacity.less(now);
        double at = first.requestsPerSecond();
        Map<Double, Double> quantiles = new LinkedHashMap<>();
        for (Promise promise : promises) {
            double quantile = promise.quantile();
            double seconds = isKnee ? knee.seconds(quantile, at) : curve.seconds(quantile, at);
            if (!promise.isMean() && Double.isFinite(seconds)) {
                quantiles.put(quantile, seconds);
            }
        }
        Limit limit = limit(first, demands);
        return new Capacity.Known(
                now,
                capacity,
                headroom,
                first.resource(),
                first.words(),
                isKnee ? knee.seconds(Double.NaN, at) : curve.seconds(Double.NaN, at),
                quantiles,
                used.length,
                used.length < loaded.length,
                ResourceReport.ranked(demands, curve),
                law,
                sentence(headroom, first, limit.words()),
                limit.advice());
    }

    private record Limit(String words, String advice) {}

    private static Limit limit(Break first, Map<Resource, Demand> demands) {
        if (first.resource().equals(Knee.NAME)) {
            return new Limit(Knee.WORDS, Knee.ADVICE);
        }
        return demands.entrySet().stream()
                .filter(each -> each.getKey().name().equals(first.resource()))
                .findFirst()
                .map(each ->
                        new Limit(
                                each.getKey().words(),
                                ResourceReport.advice(each.getKey(), each.getValue(), demands)))
                .orElseGet(() -> new Limit("", "Find out where requests spend their time."));
    }

    private Scalability law(int[] used) {
        return ScalabilityFit.of(of(used, seen.throughput()), of(used, seen.concurrency()));
    }

    private Break first(Knee knee, int[] used) {
        return knee.first(
                Knee.Growth.of(of(used, seen.throughput()), of(used, seen.concurrency())));
    }

    private static double[] of(int[] steps, double[] values) {
        return Arrays.stream(steps).mapToDouble(i -> values[i]).toArray();
    }

    private static String sentence(Interval headroom, Break first, String limit) {
        String by = limit.isEmpty() ? "" : "; limited by " + limit;
        return headroom.value() <= 0
                ? String.format(Locale.ROOT, "No room left: %s%s", first.words(), by)
                : String.format(
                        Locale.ROOT,
                        "%,.0f requests/s more (interval %,.0f–%,.0f) before %s%s",
                        headroom.value(),
                        headroom.lower(),
                        headroom.upper(),
                        first.words(),
                        by);
    }

    private double throughput() {
        double sum = 0;
        int n = 0;
        for (int i = Math.max(0, seen.size() - MINUTE); i < seen.size(); i++) {
            if (Double.isFinite(seen.throughput()[i])) {
                sum += seen.throughput()[i];
                n++;
            }
        }
        return n == 0 ? Double.NaN : sum / n;
    }

    private LoadCurve curve(double now, int[] used, Map<Resource, Demand> demands) {
        double requests = 0;
        double under = 0;
        for (int i = Math.max(0, used.length - Demands.RECENT); i < used.length; i++) {
            requests += seen.throughput()[used[i]];
            under += seen.concurrency()[used[i]];
        }
        Map<Double, Double> quantiles = new LinkedHashMap<>();
        seen.quantiles()
                .forEach((quantile, values) -> {
                    double recent = Observations.recent(values, MINUTE);
                    if (Double.isFinite(recent)) {
                        quantiles.put(quantile, recent);
                    }
                });
        Map<Resource, Demand> known = new LinkedHashMap<>();
        demands.forEach((resource, demand) -> {
            if (demand.isKnown()) {
                known.put(resource, demand);
            }
        });
        return new LoadCurve(now, under / requests, quantiles, known, promises);
    }

    private Interval interval(
            double now, int[] used, Break first, Map<Resource, Demand> demands, long seed) {
        double value = first.requestsPerSecond();
        boolean isKnee = first.resource().equals(Knee.NAME);
        Random random = new Random(seed);
        double[] drawn = new double[RESAMPLES];
        int n = 0;
        for (int i = 0; i < RESAMPLES; i++) {
            int[] steps = new int[used.length];
            for (int j = 0; j < steps.length; j++) {
                steps[j] =
                        j % BLOCK == 0
                                ? random.nextInt(used.length)
                                : (steps[j - 1] + 1) % used.length;
            }
            for (int j = 0; j < steps.length; j++) {
                steps[j] = used[steps[j]];
            }
            double share = IDLE_GUESS * Math.abs(random.nextGaussian());
            LoadCurve curve = curve(now, used, fits.of(steps, Demands.draw(share, demands)));
            Break drawnBreak =
                    isKnee
                            ? first(new Knee(law(steps), curve, promises, now), steps)
                            : curve.first();
            double found = drawnBreak.requestsPerSecond();
            if (Double.isFinite(found)) {
                drawn[n++] = found;
            }
        }
        double[] found = Arrays.copyOf(drawn, n);
        if (n == 0) {
            return new Interval(value, value, value);
        }
        double rest = (1 - CONFIDENCE) / 2;
        return new Interval(
                value,
                Math.min(value, Robust.quantile(found, rest)),
                Math.max(value, Robust.quantile(found, 1 - rest)));
    }
}
