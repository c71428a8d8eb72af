package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// A part of a route's time is more than twice, and 50 ms more than, what is usual for it. It takes
/// half a minute of requests to know what is usual. One slow request lifts the mean in each of the
/// three looks that hold it, so that what counts is what lasts longer than it would.
final class GrownPartRule implements FindingRule {

    private static final double MORE_MILLIS = 50;
    private static final double FEW_PER_SECOND = 0.5;
    private static final double BUSY = 0.8;
    private static final int MOST_ROUTES = 500;
    private static final int LOOKS_OF_A_REQUEST = 3;

    private final String kind;
    private final String part;
    private final String words;
    private final Map<String, Baseline> usual = new HashMap<>();
    private final Map<String, Integer> grown = new HashMap<>();

    GrownPartRule(String kind, String part, String words) {
        this.kind = kind;
        this.part = part;
        this.words = words;
    }

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        boolean busy = now.mean("process.cpu_ratio", 15) > BUSY;
        Set<String> seen = new HashSet<>();
        for (Fact.Route route : now.all(Fact.Route.class)) {
            seen.add(route.endpoint());
            if (route.requestsPerSecond() < FEW_PER_SECOND || usual.size() >= MOST_ROUTES) {
                continue;
            }
            double is = route.millis(part);
            double was =
                    usual.computeIfAbsent(route.endpoint(), _ -> new Baseline(MORE_MILLIS))
                            .compare(is);
            boolean grows = !busy && is > 2 * was && is - was >= MORE_MILLIS;
            int looks = grows ? grown.merge(route.endpoint(), 1, Integer::sum) : 0;
            if (!grows) {
                grown.remove(route.endpoint());
            } else if (looks >= LOOKS_OF_A_REQUEST) {
                to.accept(suspicion(now, route, was));
            }
        }
        usual.keySet().retainAll(seen);
        grown.keySet().retainAll(seen);
    }

    private Suspicion suspicion(Observation now, Fact.Route route, double was) {
        double is = route.millis(part);
        return new Draft(
                        kind,
                        route.endpoint(),
                        part.equals("database") ? Component.DATABASE : Component.APPLICATION,
                        "%s waits %s ms for %s; %s ms are usual."
                                .formatted(route.endpoint(), number(is), words, number(was)))
                .because(
                        "http.part_seconds." + part,
                        is,
                        Math.max(2 * was, was + MORE_MILLIS),
                        "Its part " + part + " takes %s ms (unusual from %s ms on).")
                .because("http.usual_part_seconds." + part, was, Double.NaN, "%s ms are usual.")
                .because(
                        "http.requests_per_second",
                        route.requestsPerSecond(),
                        Double.NaN,
                        "%s requests a second do it.")
                .through(now.through(route, part, "It is " + words + "."))
                .costs(now.shareOfTime(route.requestsPerSecond() * (is - was) / 1e3))
                .advising(
                        part.equals("database")
                                ? "See which statements: GET …/query-stats."
                                : "See what the route calls, give those calls a deadline, and profile it: POST …/profile.")
                .done();
    }
}
