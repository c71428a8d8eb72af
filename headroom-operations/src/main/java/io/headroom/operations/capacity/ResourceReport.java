package io.headroom.operations.capacity;

import io.headroom.operations.capacity.Resource.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The resources as an operator reads them, each with its limit and what to know of it.
final class ResourceReport {

    /// The share of the time in a resource from which on what is within it is named first.
    private static final double MOSTLY = 0.8;

    private ResourceReport() {}

    /// Whether something else than requests uses it up, so that their demand cannot be told.
    static boolean isTakenByOthers(Resource resource, Demand demand) {
        return resource.kind() == Kind.QUEUE
                && demand.seconds() == 0
                && demand.busy() > resource.usable() * demand.servers();
    }

    /// The one that limits first before the others.
    static List<ResourceCapacity> ranked(Map<Resource, Demand> demands, LoadCurve curve) {
        List<ResourceCapacity> found = new ArrayList<>();
        demands.forEach((resource, demand) ->
                found.add(
                        capacity(
                                resource,
                                demand,
                                demand.isKnown()
                                        ? curve.of(resource).first().requestsPerSecond()
                                        : Double.NaN,
                                advice(resource, demand, demands))));
        found.sort(Comparator.comparingDouble(ResourceCapacity::requestsPerSecond));
        return found;
    }

    /// As [#ranked], where limits are not known.
    static List<ResourceCapacity> unlimited(Map<Resource, Demand> demands) {
        List<ResourceCapacity> found = new ArrayList<>();
        demands.forEach((resource, demand) ->
                found.add(
                        capacity(resource, demand, Double.NaN, advice(resource, demand, demands))));
        return found;
    }

    /// What would move its limit: a pool whose connections wait for a slow database is not too
    /// small.
    static String advice(Resource resource, Demand demand, Map<Resource, Demand> demands) {
        for (Map.Entry<Resource, Demand> each : demands.entrySet()) {
            Resource inside = each.getKey();
            double share = each.getValue().busy() / demand.busy();
            if (inside.name().equals(resource.within()) && share >= MOSTLY) {
                return String.format(
                        Locale.ROOT,
                        "%.0f %% of the time in it is the %s's. %s %s",
                        100 * Math.min(1, share),
                        inside.words(),
                        inside.advice(),
                        resource.advice());
            }
        }
        return resource.advice();
    }

    private static ResourceCapacity capacity(
            Resource resource, Demand demand, double limit, String advice) {
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
                advice);
    }
}
