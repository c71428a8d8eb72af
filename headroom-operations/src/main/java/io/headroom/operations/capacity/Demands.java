package io.headroom.operations.capacity;

import io.headroom.operations.capacity.Resource.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What requests ask of the resources, and which of the steps that were seen tell it: those with
/// requests, of the longest past that agrees with the last two minutes, so that a change of the mix
/// of requests forgets what was before.
final class Demands {

    /// Two minutes.
    static final int RECENT = 12;

    private static final double MIX_TOLERANCE = 0.08;
    private static final double NEAR = 1.25;
    private static final double MUCH_OF_IT = 0.25;

    private final Observations seen;
    private final List<Resource> resources;
    private final CapacityOptions options;

    Demands(Observations seen, List<Resource> resources, CapacityOptions options) {
        this.seen = seen;
        this.resources = resources;
        this.options = options;
    }

    /// The idle load where it was not seen: none, or a draw.
    static class Guess {
        double share() {
            return 0;
        }

        double[] candidates(Resource resource) {
            return Double.isNaN(resource.servers())
                    ? DemandFit.anyServers()
                    : new double[] {resource.servers()};
        }
    }

    /// A guess as good as the one that found these demands, with an idle load of a share of what is
    /// in use.
    static Guess draw(double share, Map<Resource, Demand> demands) {
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

    /// The steps with requests.
    int[] loaded() {
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

    /// What the steps tell.
    Map<Resource, Demand> of(int[] steps, Guess guess) {
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
            Demand found =
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
                    };
            demands.put(
                    resource,
                    isUsedUpByRequests(resource, steps, busy)
                            ? found.withAllOf(mean(busy), mean(x))
                            : found);
        }
        return trusted(demands);
    }

    /// A resource that is used up in most steps does not follow the requests any more. If this
    /// process itself uses much of it, the requests are why: they work a database on the same
    /// machine, too.
    private boolean isUsedUpByRequests(Resource resource, int[] steps, double[] busy) {
        double[] own = seen.own(resource.name());
        return resource.kind() == Kind.QUEUE
                && own.length > 0
                && Robust.median(finite(busy)) > resource.usable() * resource.servers()
                && mean(Arrays.stream(steps).mapToDouble(i -> own[i]).toArray())
                        > MUCH_OF_IT * mean(busy);
    }

    private static double[] finite(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).toArray();
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
        return Arrays.stream(finite(values)).average().orElse(0);
    }

    /// The longest past whose demand foretells the last two minutes.
    int[] ofThisMix(int[] loaded) {
        int[] used = loaded;
        while (used.length / 2 >= options.leastSteps() && !agrees(used)) {
            used = Arrays.copyOfRange(used, used.length / 2, used.length);
        }
        return used;
    }

    private boolean agrees(int[] used) {
        int[] recent = Arrays.copyOfRange(used, Math.max(0, used.length - RECENT), used.length);
        for (Map.Entry<Resource, Demand> each : of(used, new Guess()).entrySet()) {
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
}
