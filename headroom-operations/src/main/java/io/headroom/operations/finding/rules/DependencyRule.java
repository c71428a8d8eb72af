package io.headroom.operations.finding.rules;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.Locale;
import java.util.function.Consumer;

/// `dependency-down`: something that the service needs does not answer the check in the background.
/// A database whose check gets no connection of an exhausted pool is well, if it answers beside the
/// pool: that the pool is too small, or leaks, is another rule's to say.
final class DependencyRule implements FindingRule {

    private static final double NEEDED = 1;
    private static final double HELPFUL = 0.05;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        for (Fact.Dependency dependency : now.all(Fact.Dependency.class)) {
            Component component = component(dependency.name());
            boolean poolIsToBlame =
                    component == Component.DATABASE
                            && now.all(Fact.Pool.class).stream()
                                    .anyMatch(pool ->
                                            pool.answers() && pool.isFull() && pool.isWaitedFor());
            if (!dependency.healthy() && !poolIsToBlame) {
                to.accept(
                        new Draft(
                                        "dependency-down",
                                        dependency.name(),
                                        component,
                                        "%s is not well: %s"
                                                .formatted(dependency.name(), dependency.message()))
                                .because("service.dependency", dependency.message())
                                .through(
                                        now.through(
                                                "rest",
                                                dependency.name() + " does not do its work."))
                                .costs(dependency.required() ? NEEDED : HELPFUL)
                                .advising("See GET /health/ready, and the dependency itself.")
                                .done());
            }
        }
    }

    private static Component component(String dependency) {
        return switch (dependency.split("[-.]", 2)[0].toLowerCase(Locale.ROOT)) {
            case "postgres", "database" -> Component.DATABASE;
            case "redis", "cache", "edge" -> Component.CACHE;
            case "search" -> Component.SEARCH;
            case "jobs", "batch" -> Component.JOBS;
            case "locks", "lock" -> Component.LOCKS;
            default -> Component.APPLICATION;
        };
    }
}
