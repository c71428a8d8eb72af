package io.headroom.spring;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FactSource;
import io.headroom.operations.health.Component;
import io.headroom.operations.health.Deduction;
import io.headroom.operations.health.HealthCheck;
import io.headroom.operations.health.Slope;
import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.Figures;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/// What the last round of [Dependencies], which has a deadline of five seconds, means for the
/// service's health: a dependency that the service cannot do without takes all points of its
/// component when it is not well, another one 40, the watch over statements, which misses an
/// extension of the server more often than not, 10, one that is still starting 10, and a slow
/// answer up to 20. And `service.ready`: 1 while the service can do its work, 0 while it cannot;
/// not told until it could for the first time. The watch asks from one thread.
final class DependencyFindings implements HealthCheck, FigureSource, FactSource {

    private static final double OPTIONAL_POINTS = 40;
    private static final double WATCH_POINTS = 10;
    private static final double STARTING_POINTS = 10;
    private static final Slope SLOW = new Slope(500, 5_000, 20);

    private final Dependencies dependencies;
    private boolean wasReady;

    DependencyFindings(Dependencies dependencies) {
        this.dependencies = dependencies;
    }

    @Override
    public void read(Figures to) {
        boolean ready = dependencies.ready();
        wasReady |= ready;
        if (wasReady) {
            to.gauge("service.ready", ready ? 1 : 0);
        }
    }

    /// The watches over statements and over the pool are no dependencies of the service's work;
    /// what is wrong with a pool is found as such. What is still starting is no trouble.
    @Override
    public void tell(Consumer<Fact> to) {
        dependencies.results().stream()
                .filter(each -> !each.getKey().endsWith("-statements"))
                .filter(each -> !each.getKey().endsWith("-pool"))
                .filter(each -> !each.getValue().starting())
                .map(each ->
                        new Fact.Dependency(
                                each.getKey(),
                                each.getValue().healthy(),
                                each.getValue().required(),
                                each.getValue().message()))
                .forEach(to);
    }

    @Override
    public void examine(Examination findings) {
        findings.examined(Component.APPLICATION);
        for (Map.Entry<String, Dependencies.Result> each : dependencies.results()) {
            String name = each.getKey();
            Dependencies.Result result = each.getValue();
            Component component = component(name);
            findings.examined(component);
            if (!result.healthy()) {
                findings.deduct(
                        new Deduction(
                                component,
                                points(name, result),
                                result.required() && !result.starting(),
                                "%s %s: %s"
                                        .formatted(
                                                name,
                                                result.starting() ? "is starting" : "is not well",
                                                result.message()),
                                "See GET /health/ready, and the dependency itself."));
            }
            double slow = SLOW.points(result.latencyMillis());
            if (result.healthy() && slow >= 0.1) {
                findings.deduct(
                        new Deduction(
                                component,
                                Math.round(10 * slow) / 10.0,
                                false,
                                String.format(
                                        Locale.ROOT,
                                        "%s took %.0f ms to answer (nothing is lost up to 500 ms).",
                                        name,
                                        result.latencyMillis()),
                                "See whether " + name + " or the way to it is busy."));
            }
        }
    }

    private static double points(String name, Dependencies.Result result) {
        if (result.starting()) {
            return STARTING_POINTS;
        }
        if (result.required()) {
            return 100;
        }
        return name.endsWith("-statements") ? WATCH_POINTS : OPTIONAL_POINTS;
    }

    private static Component component(String dependency) {
        String name = dependency.split("[-.]", 2)[0];
        return switch (name) {
            case "postgres", "database" -> Component.DATABASE;
            case "redis", "cache", "edge" -> Component.CACHE;
            case "search" -> Component.SEARCH;
            case "jobs", "batch" -> Component.JOBS;
            case "locks", "lock" -> Component.LOCKS;
            default -> Component.APPLICATION;
        };
    }
}
