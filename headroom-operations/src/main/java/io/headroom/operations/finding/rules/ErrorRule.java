package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.function.Consumer;

/// `exception-storm`: a route fails for a good part of its callers. A failure harms more than a
/// slow answer: it counts as if it took ten requests' time.
final class ErrorRule implements FindingRule {

    private static final double MANY = 0.05;
    private static final double SOME_PER_SECOND = 0.5;
    static final double HARM = 10;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        for (Fact.Route route : now.all(Fact.Route.class)) {
            if (route.errorsPerSecond() >= SOME_PER_SECOND
                    && route.errorsPerSecond() >= MANY * route.requestsPerSecond()) {
                to.accept(suspicion(now, route));
            }
        }
    }

    private static Suspicion suspicion(Observation now, Fact.Route route) {
        double share = route.errorsPerSecond() / route.requestsPerSecond();
        Draft draft =
                new Draft(
                                "exception-storm",
                                route.endpoint(),
                                Component.APPLICATION,
                                "%s fails for %s %% of its callers."
                                        .formatted(route.endpoint(), number(100 * share)))
                        .because(
                                "http.error_ratio",
                                100 * share,
                                100 * MANY,
                                "%s %% of its answers are server errors (from %s %% on it is a storm).")
                        .because(
                                "http.errors_per_second",
                                route.errorsPerSecond(),
                                SOME_PER_SECOND,
                                "%s errors a second (from %s on).")
                        .through(
                                now.through(
                                        route,
                                        "rest",
                                        route.error().isEmpty()
                                                ? "The log has the exceptions."
                                                : "The last one: " + route.error()))
                        .costs(
                                now.requestsPerSecond() <= 0
                                        ? 0
                                        : HARM * route.errorsPerSecond() / now.requestsPerSecond())
                        .advising(
                                "See the log for its exceptions; roll back if it came with a release.");
        if (!route.error().isEmpty()) {
            draft.because("http.last_error", route.error());
        }
        return draft.done();
    }
}
