package io.headroom.operations.capacity;

import io.headroom.operations.capacity.LoadCurve.Break;
import io.headroom.operations.capacity.Resource.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
/// Linear demand is assumed: locks within the process, a cache that gets too small and other things
/// that grow faster than the load come as a surprise. Steps are taken from the longest past that
/// agrees with the last two minutes, so that a change of the mix of requests forgets what was
/// before.
public final class CapacityModel {

    /// How sure it is that the truth lies between lower and upper, as far as the samples tell.
    public static final double CONFIDENCE = 0.9;

    private static final int RESAMPLES = 60;
    private static final int BLOCK = 3;
    private static final int RECENT = 12;
    private static final int MINUTE = 6;
    private static final double MIX_TOLERANCE = 0.08;
    private static final double IDLE_GUESS = 0.15;
    private static final double NEAR = 1.25;

    private final Observations seen;
    private final List<Resource> resources;
    private final List<Promise> promises;
    private final CapacityOptions options;

    private CapacityModel(
            Observations seen,
            List<Resource> resources,
            List<Promise> promises,
            CapacityOptions options) {
        this.seen = seen;
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
        int[] loaded = loaded();
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
                    unlimited(demands(loaded, new Guess())));
        }
        int[] used = ofThisMix(loaded);
        Map<Resource, Demand> demands = demands(used, new Guess());
        for (Map.Entry<Resource, Demand> each : demands.entrySet()) {
            if (isTakenByOthers(each.getKey(), each.getValue())) {
                return new Capacity.Unknown(
                        now,
                        "the %s is used up, and not by requests: what these need of it cannot be told."
                                .formatted(each.getKey().words()),
                        unlimited(demands));
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
        if (busiest == null || !(most >= options.leastUtilisation())) {
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
                    unlimited(demands));
        }
        return known(now, loaded, used, demands, seed);
    }

    private static boolean isTakenByOthers(Resource resource, Demand demand) {
        return resource.kind() == Kind.QUEUE
                && demand.seconds() == 0
                && demand.busy() > resource.usable() * demand.servers();
    }

    private Capacity known(
            double now, int[] loaded, int[] used, Map<Resource, Demand> demands, long seed) {
        LoadCurve curve = curve(now, used, demands);
        Break first = curve.first();
        Interval capacity = interval(now, used, first.requestsPerSecond(), demands, seed);
        Interval headroom = capacity.less(now);
        List<ResourceCapacity> ranked = ranked(demands, curve);
        Resource limit =
                resources.stream()
                        .filter(each -> each.name().equals(first.resource()))
                        .findFirst()
                        .orElse(null);
        double at = Math.min(first.requestsPerSecond(), capacity.value());
        Map<Double, Double> quantiles = new LinkedHashMap<>();
        for (Promise promise : promises) {
            double seconds = curve.seconds(promise.quantile(), at);
            if (!promise.isMean() && Double.isFinite(seconds)) {
                quantiles.put(promise.quantile(), seconds);
            }
        }
        return new Capacity.Known(
                now,
                capacity,
                headroom,
                first.resource(),
                first.words(),
                curve.seconds(Double.NaN, at),
                quantiles,
                used.length,
                used.length < loaded.length,
                ranked,
                sentence(headroom, first, limit == null ? "" : limit.words()),
                limit == null ? "Find out where requests spend their time." : limit.advice());
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

    private int[] loaded() {
        int[] found = new int[seen.size()];
        int n = 0;
        for (int i = 0; i < seen.size(); i++) {
            if (seen.throughput()[i] >= options.leastRate()
                    && seen.concurrency()[i] >= 0
                    && Double.isFinite(seen.throughput()[i])
                    && Double.isFinite(seen.concurrency()[i])) {
                found[n++] = i;
            }
        }
        return Arrays.copyOf(found, n);
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

    /// The idle load where it was not seen: none, or a draw.
    private static class Guess {
        double share() {
            return 0;
        }

        double[] candidates(Resource resource) {
            return Double.isNaN(resource.servers())
                    ? DemandFit.anyServers()
                    : new double[] {resource.servers()};
        }
    }

    private Map<Resource, Demand> demands(int[] steps, Guess guess) {
        double[] x = new double[steps.length];
        double[] weights = new double[steps.length];
        double half = (double) options.halfLife().toSeconds() / CapacityOptions.STEP.toSeconds();
        for (int i = 0; i < steps.length; i++) {
            x[i] = seen.throughput()[steps[i]];
            weights[i] = Math.pow(0.5, (seen.size() - 1 - steps[i]) / half);
        }
        DemandFit fit = new DemandFit(x, weights);
        Map<Resource, Demand> demands = new LinkedHashMap<>();
        for (Resource resource : resources) {
            double[] all = seen.busy(resource.name());
            if (all.length == 0) {
                continue;
            }
            double[] busy = new double[steps.length];
            for (int i = 0; i < steps.length; i++) {
                busy[i] = all[steps[i]];
            }
            double idle = seen.idle().getOrDefault(resource.name(), Double.NaN);
            demands.put(
                    resource,
                    switch (resource.kind()) {
                        case BEHIND -> fit.behind(busy, guess.candidates(resource));
                        case QUEUE, SHARE, PLACES ->
                                Double.isFinite(idle)
                                        ? fit.linear(busy, resource.servers(), idle, true)
                                        : fit.linear(
                                                busy,
                                                resource.servers(),
                                                guess.share() * Math.max(0, mean(busy)),
                                                false);
                    });
        }
        return trusted(demands);
    }

    /// A database's limit that was only found out yields to one that is measured and near it: what
    /// uses up a processor makes statements slower, too.
    private static Map<Resource, Demand> trusted(Map<Resource, Demand> demands) {
        double measured = Double.POSITIVE_INFINITY;
        for (Map.Entry<Resource, Demand> each : demands.entrySet()) {
            if (each.getKey().kind() == Kind.QUEUE
                    && each.getValue().isKnown()
                    && each.getKey().within().isEmpty()) {
                measured = Math.min(measured, each.getValue().throughputAt(1));
            }
        }
        double limit = measured / NEAR;
        demands.replaceAll((resource, demand) ->
                resource.kind() == Kind.BEHIND
                                && Double.isNaN(resource.servers())
                                && demand.isKnown()
                                && demand.throughputAt(1) > limit
                        ? demand.unlimited()
                        : demand);
        return demands;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).average().orElse(0);
    }

    /// The longest past whose demand foretells the last two minutes.
    private int[] ofThisMix(int[] loaded) {
        int[] used = loaded;
        while (used.length / 2 >= options.leastSteps() && !agrees(used)) {
            used = Arrays.copyOfRange(used, used.length / 2, used.length);
        }
        return used;
    }

    private boolean agrees(int[] used) {
        int[] recent = Arrays.copyOfRange(used, Math.max(0, used.length - RECENT), used.length);
        for (Map.Entry<Resource, Demand> each : demands(used, new Guess()).entrySet()) {
            Demand demand = each.getValue();
            double[] busy = seen.busy(each.getKey().name());
            if (each.getKey().kind() == Kind.BEHIND
                    || each.getKey().kind() == Kind.SHARE
                    || busy.length == 0) {
                continue;
            }
            double[] off =
                    Arrays.stream(recent)
                            .filter(i -> Double.isFinite(busy[i]))
                            .mapToDouble(i -> busy[i] / demand.busyAt(seen.throughput()[i]) - 1)
                            .filter(Double::isFinite)
                            .toArray();
            double use = demand.busy() / demand.servers();
            if (use > options.leastUtilisation() && Math.abs(Robust.median(off)) > MIX_TOLERANCE) {
                return false;
            }
        }
        return true;
    }

    private LoadCurve curve(double now, int[] used, Map<Resource, Demand> demands) {
        double requests = 0;
        double under = 0;
        for (int i = Math.max(0, used.length - RECENT); i < used.length; i++) {
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
            double now, int[] used, double value, Map<Resource, Demand> demands, long seed) {
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
            double found =
                    curve(now, used, demands(steps, draw(share, demands)))
                            .first()
                            .requestsPerSecond();
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

    private static Guess draw(double share, Map<Resource, Demand> demands) {
        return new Guess() {
            @Override
            double share() {
                return share;
            }

            @Override
            double[] candidates(Resource resource) {
                Demand known = demands.get(resource);
                return known == null || !Double.isNaN(resource.servers())
                        ? super.candidates(resource)
                        : new double[] {known.servers()};
            }
        };
    }

    private static List<ResourceCapacity> ranked(Map<Resource, Demand> demands, LoadCurve curve) {
        List<ResourceCapacity> found = new ArrayList<>();
        demands.forEach((resource, demand) ->
                found.add(
                        capacity(
                                resource,
                                demand,
                                demand.isKnown()
                                        ? curve.of(resource).first().requestsPerSecond()
                                        : Double.NaN)));
        found.sort(Comparator.comparingDouble(ResourceCapacity::requestsPerSecond));
        return found;
    }

    private static List<ResourceCapacity> unlimited(Map<Resource, Demand> demands) {
        List<ResourceCapacity> found = new ArrayList<>();
        demands.forEach((resource, demand) -> found.add(capacity(resource, demand, Double.NaN)));
        return found;
    }

    private static ResourceCapacity capacity(Resource resource, Demand demand, double limit) {
        String note = "";
        if (demand.samples() < 3) {
            note = "Too few samples.";
        } else if (Double.isNaN(demand.servers())) {
            note =
                    "Its answers do not get slower with the load that was seen, so that its limit lies out of sight.";
        } else if (isTakenByOthers(resource, demand)) {
            note = "Something else uses it up.";
        } else if (demand.seconds() == 0) {
            note = "Requests do not use it.";
        } else if (Double.isNaN(resource.servers())) {
            note =
                    "How much it does at once follows from how its answers get slower with the load.";
        }
        return new ResourceCapacity(
                resource.name(),
                resource.words(),
                demand.busy() / demand.servers(),
                resource.usable(),
                demand.servers(),
                demand.seconds(),
                demand.idle(),
                limit,
                demand.samples(),
                demand.r2(),
                note,
                resource.advice());
    }
}
