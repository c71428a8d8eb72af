package io.headroom.operations.capacity;

import io.headroom.operations.capacity.Resource.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How the service answers at another throughput than the present one.
///
/// Response-time law: what is measured now, and what waiting adds at each queue. A time within
/// another, as a connection's is of the database's, grows with it. Quantiles grow by the same
/// quantile of each queue's wait, which is exact for one queue that dominates and errs to the safe
/// side for several.
final class LoadCurve {

    private static final int HALVINGS = 24;
    private static final double ALMOST = 0.9999;

    /// @param requestsPerSecond where it happens
    /// @param resource the name of the one to blame; empty for none
    /// @param words as `p95 passes 500 ms`
    record Break(double requestsPerSecond, String resource, String words) {}

    private final double throughput;
    private final double meanSeconds;
    private final Map<Double, Double> quantileSeconds;
    private final Map<Resource, Demand> demands;
    private final List<Promise> promises;
    private final Map<String, Demand> byName = new HashMap<>();

    /// @param throughput now
    /// @param meanSeconds what answers take now
    /// @param quantileSeconds the same for quantiles; those that are missing are not judged
    /// @param demands of the resources to look at, all of which are known
    LoadCurve(
            double throughput,
            double meanSeconds,
            Map<Double, Double> quantileSeconds,
            Map<Resource, Demand> demands,
            List<Promise> promises) {
        this.throughput = throughput;
        this.meanSeconds = meanSeconds;
        this.quantileSeconds = Map.copyOf(quantileSeconds);
        this.demands = new LinkedHashMap<>(demands);
        this.promises = List.copyOf(promises);
        demands.forEach((resource, demand) -> byName.put(resource.name(), demand));
    }

    /// The same with some of the resources.
    LoadCurve of(Resource one) {
        Map<Resource, Demand> some = new LinkedHashMap<>();
        demands.forEach((each, demand) -> {
            if (each.equals(one) || each.name().equals(one.within())) {
                some.put(each, demand);
            }
        });
        return new LoadCurve(throughput, meanSeconds, quantileSeconds, some, promises);
    }

    private Demand demand(Resource resource, double at) {
        Demand own = byName.getOrDefault(resource.name(), nothing());
        Demand inner = byName.get(resource.within());
        if (inner == null) {
            return own;
        }
        double more = meanWait(inner, at) - meanWait(inner, throughput);
        return Double.isFinite(more) ? own.longer(Math.max(more, -own.seconds())) : own;
    }

    private static Demand nothing() {
        return new Demand(1, 0, 0, 0, 0, 0);
    }

    private static double meanWait(Demand demand, double at) {
        return Queues.meanWait(demand.servers(), demand.busyAt(at), demand.seconds());
    }

    private static double wait(Demand demand, double quantile, double at) {
        return Double.isNaN(quantile)
                ? meanWait(demand, at)
                : Queues.waitQuantile(
                        demand.servers(), demand.busyAt(at), demand.seconds(), quantile);
    }

    private static boolean hasQueue(Resource resource) {
        return resource.kind() == Kind.QUEUE || resource.kind() == Kind.BEHIND;
    }

    /// How long a request waits for all that it uses, one after the other.
    private double waits(double quantile, double at) {
        double sum = 0;
        for (Resource resource : demands.keySet()) {
            if (hasQueue(resource)) {
                sum += wait(demand(resource, at), quantile, at);
            }
        }
        return sum;
    }

    /// What answers take at a throughput. Where waiting has no end now, what is measured says
    /// nothing of a lower throughput, and waiting alone is told.
    ///
    /// @param quantile NaN for the mean; NaN comes back for one that was not measured
    double seconds(double quantile, double at) {
        double measured =
                Double.isNaN(quantile)
                        ? meanSeconds
                        : quantileSeconds.getOrDefault(quantile, Double.NaN);
        double now = waits(quantile, throughput);
        double work = Double.isInfinite(now) ? 0 * measured : measured - now;
        return Math.max(0, work + waits(quantile, at));
    }

    /// The first break from no load on; at infinity where there is none.
    Break first() {
        double high = Double.POSITIVE_INFINITY;
        for (Map.Entry<Resource, Demand> each : demands.entrySet()) {
            high =
                    Math.min(
                            high,
                            each.getKey().kind() == Kind.PLACES
                                    ? each.getValue().servers() / Math.max(1e-9, meanSeconds)
                                    : each.getValue().throughputAt(1));
        }
        if (Double.isInfinite(high)) {
            return new Break(high, "", "");
        }
        high *= ALMOST;
        double low = 0;
        List<Break> at = breaks(high);
        if (at.isEmpty()) {
            return new Break(high, "", "");
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            List<Break> found = breaks(middle);
            if (found.isEmpty()) {
                low = middle;
            } else {
                high = middle;
                at = found;
            }
        }
        Break first = at.getFirst();
        return new Break(high, first.resource(), first.words());
    }

    /// What is broken at a throughput; promises before resources.
    List<Break> breaks(double at) {
        List<Break> found = new ArrayList<>();
        for (Promise promise : promises) {
            if (seconds(promise.quantile(), at) > promise.seconds()) {
                found.add(new Break(at, slowest(promise.quantile(), at), promise.broken()));
            }
        }
        for (Resource resource : demands.keySet()) {
            Demand demand = demand(resource, at);
            if (resource.kind() == Kind.PLACES) {
                if (at * seconds(Double.NaN, at) > resource.usable() * demand.servers()) {
                    found.add(
                            new Break(
                                    at,
                                    resource.name(),
                                    "requests are refused for want of places"));
                }
            } else if (demand.busyAt(at)
                    > Math.min(resource.usable(), ALMOST - 0.001) * demand.servers()) {
                found.add(
                        new Break(
                                at,
                                resource.name(),
                                "the use of the %s passes %.0f %%"
                                        .formatted(resource.words(), 100 * resource.usable())));
            }
        }
        return found;
    }

    private String slowest(double quantile, double at) {
        String slowest = "";
        double most = 1e-6;
        for (Resource resource : demands.keySet()) {
            if (!hasQueue(resource)) {
                continue;
            }
            Demand demand = demand(resource, at);
            double wait = wait(demand, quantile, at);
            if (wait > most) {
                most = wait;
                slowest = resource.name();
            }
        }
        return slowest;
    }
}
