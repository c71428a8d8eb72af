package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.Action.Limited;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;

/// `overload`: callers are refused before a route is chosen for them, since as many requests are
/// under way as can be answered in time. What else is wrong mostly explains it. A refusal harms as
/// a failure does ([ErrorRule]). Where one route takes most of the time, the others can be saved by
/// letting in less of it.
final class OverloadRule implements FindingRule {

    private static final double MOST = 0.5;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        Refusing.at(now).ifPresent(refusing -> to.accept(suspicion(now, refusing)));
    }

    private static Suspicion suspicion(Observation now, Refusing refusing) {
        Draft draft =
                new Draft(
                                "overload",
                                "service",
                                Component.APPLICATION,
                                "The service refuses %s %% of its callers: it has as many requests under way as it can answer in time."
                                        .formatted(number(100 * refusing.share())))
                        .because(
                                "http.refused_ratio",
                                100 * refusing.share(),
                                100 * Refusing.SHARE,
                                "%s %% of the requests are answered 503 at once (from %s %% on).")
                        .because(
                                "http.refused_per_second",
                                refusing.perSecond(),
                                Refusing.SOME_PER_SECOND,
                                "%s refusals a second (from %s on).")
                        .through(now.through("rest", "Requests wait for what is slow or used up."))
                        .costs(Math.min(1, ErrorRule.HARM * refusing.share()))
                        .advising(
                                "Do first what explains it, if anything does; else see capacity for what limits the service, and add a node or take load away.");
        heaviest(now).ifPresent(route -> offerLimit(now, refusing, route, draft));
        return draft.done();
    }

    private static Optional<Fact.Route> heaviest(Observation now) {
        return now.all(Fact.Route.class).stream()
                .max(Comparator.comparingDouble(OverloadRule::seconds))
                .filter(route -> now.shareOfTime(seconds(route)) >= MOST);
    }

    private static double seconds(Fact.Route route) {
        return route.requestsPerSecond() * route.meanMillis() / 1e3;
    }

    private static void offerLimit(
            Observation now, Refusing refusing, Fact.Route route, Draft draft) {
        double share = now.shareOfTime(seconds(route));
        double offered = route.requestsPerSecond() / (1 - refusing.share());
        draft.because(
                        "http.route_time_ratio",
                        100 * share,
                        100 * MOST,
                        "%s %% of the time of all requests is that of one route (from %s %% on it can be limited).")
                .offering(refusing.limiting(Limited.ROUTE, route.endpoint(), offered, share));
    }
}
