package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.Action.Limited;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.function.Consumer;

/// `caller-floods`: one of many callers takes most of what the service can do, and others are
/// refused for it. Behind a proxy that does not tell whom it asks for there is but one caller, and
/// he is nobody's trouble.
final class FloodRule implements FindingRule {

    private static final int MANY_CALLERS = 5;
    private static final double MOST = 0.4;
    private static final double TIMES_USUAL = 10;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        Refusing.at(now)
                .ifPresent(refusing ->
                        now.all(Fact.Callers.class).stream()
                                .filter(FloodRule::isFlooded)
                                .forEach(callers -> to.accept(suspicion(now, refusing, callers))));
    }

    private static boolean isFlooded(Fact.Callers callers) {
        return callers.count() >= MANY_CALLERS
                && callers.shareOfTime() >= MOST
                && callers.perSecond() >= TIMES_USUAL * callers.usualPerSecond();
    }

    private static Suspicion suspicion(Observation now, Refusing refusing, Fact.Callers callers) {
        return new Draft(
                        "caller-floods",
                        callers.heaviest(),
                        Component.APPLICATION,
                        "The caller %s takes %s %% of the time of all requests, and others are refused for it."
                                .formatted(callers.heaviest(), number(100 * callers.shareOfTime())))
                .because(
                        "http.caller_time_ratio",
                        100 * callers.shareOfTime(),
                        100 * MOST,
                        "%s %% of the time is his (from %s %% on).")
                .because(
                        "http.caller_requests_per_second",
                        callers.perSecond(),
                        TIMES_USUAL * callers.usualPerSecond(),
                        "He asks %s times a second (ten times as often as is usual: %s).")
                .because("http.callers", callers.count(), Double.NaN, "There are %s callers.")
                .because(
                        "http.refused_ratio",
                        100 * refusing.share(),
                        100 * Refusing.SHARE,
                        "%s %% of the requests are answered 503 at once (from %s %% on).")
                .through(now.through("rest", "The places of requests under way are taken."))
                .costs(Math.min(1, ErrorRule.HARM * refusing.share()))
                .advising(
                        "Limit how often he is served, and ask him why; who may ask how often is else for the proxy in front.")
                .offering(
                        refusing.limiting(
                                Limited.CALLER,
                                callers.heaviest(),
                                callers.perSecond(),
                                callers.shareOfTime()))
                .done();
    }
}
