package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.function.Consumer;

/// `overload`: callers are refused before a route is chosen for them, since as many requests are
/// under way as can be answered in time. What else is wrong mostly explains it. A refusal harms as
/// a failure does ([ErrorRule]).
final class OverloadRule implements FindingRule {

    private static final double SOME_PER_SECOND = 0.5;
    private static final double SHARE = 0.01;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        double perSecond =
                now.all(Fact.Refusals.class).stream().mapToDouble(Fact.Refusals::perSecond).sum();
        double share = perSecond / (now.requestsPerSecond() + perSecond);
        if (perSecond >= SOME_PER_SECOND && share >= SHARE) {
            to.accept(suspicion(now, perSecond, share));
        }
    }

    private static Suspicion suspicion(Observation now, double perSecond, double share) {
        return new Draft(
                        "overload",
                        "service",
                        Component.APPLICATION,
                        "The service refuses %s %% of its callers: it has as many requests under way as it can answer in time."
                                .formatted(number(100 * share)))
                .because(
                        "http.refused_ratio",
                        100 * share,
                        100 * SHARE,
                        "%s %% of the requests are answered 503 at once (from %s %% on).")
                .because(
                        "http.refused_per_second",
                        perSecond,
                        SOME_PER_SECOND,
                        "%s refusals a second (from %s on).")
                .through(now.through("rest", "Requests wait for what is slow or used up."))
                .costs(Math.min(1, ErrorRule.HARM * share))
                .advising(
                        "Do first what explains it, if anything does; else see capacity for what limits the service, and add a node or take load away.")
                .done();
    }
}
