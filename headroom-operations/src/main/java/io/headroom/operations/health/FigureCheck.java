package io.headroom.operations.health;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// Takes points by the values of figures.
public final class FigureCheck implements HealthCheck {

    /// What a figure's value costs.
    ///
    /// @param figure its name
    /// @param words what it is, for people
    /// @param scale what a value is multiplied by when it is shown
    /// @param unit that it is shown in then
    /// @param issueFrom from how many points it counts as harm and not as a warning
    public record Rule(
            Component component,
            String figure,
            String words,
            double scale,
            String unit,
            Slope slope,
            double issueFrom,
            String recommendation) {}

    private final List<Rule> rules;
    private final ToDoubleFunction<String> figures;

    /// Looks at figures.
    ///
    /// @param figures the value of one by its name, NaN where it is not known
    public FigureCheck(List<Rule> rules, ToDoubleFunction<String> figures) {
        this.rules = List.copyOf(rules);
        this.figures = figures;
    }

    @Override
    public void examine(Examination findings) {
        for (Rule rule : rules) {
            double value = figures.applyAsDouble(rule.figure());
            if (Double.isNaN(value)) {
                continue;
            }
            findings.examined(rule.component());
            double points = rule.slope().points(value);
            if (points >= 0.1) {
                findings.deduct(
                        new Deduction(
                                rule.component(),
                                Math.round(10 * points) / 10.0,
                                points >= rule.issueFrom(),
                                String.format(
                                        Locale.ROOT,
                                        "%s: %.1f %s (nothing is lost %s %.1f, %.0f points %s %.1f).",
                                        rule.words(),
                                        value * rule.scale(),
                                        rule.unit(),
                                        rule.slope().bad() > rule.slope().good()
                                                ? "up to"
                                                : "down to",
                                        rule.slope().good() * rule.scale(),
                                        rule.slope().most(),
                                        "at",
                                        rule.slope().bad() * rule.scale()),
                                rule.recommendation()));
            }
        }
    }

    /// What the shipped figures cost. The limits are the service's SLAs: half of the points are
    /// lost somewhat beyond them.
    public static List<Rule> shipped() {
        return List.of(
                percent(
                        Component.DATABASE,
                        "pool.utilisation_ratio",
                        "Borrowed connections",
                        new Slope(0.8, 1, 30),
                        20,
                        "See who holds them: GET …/pool."),
                number(
                        Component.DATABASE,
                        "pool.waiting",
                        "Threads that wait for a connection",
                        new Slope(0, 20, 40),
                        10,
                        "See who holds connections: GET …/pool."),
                millis(
                        Component.DATABASE,
                        "database.query_p95_seconds",
                        "p95 of statements",
                        new Slope(0.2, 2, 40),
                        20,
                        "See which: GET …/slow-queries."),
                percent(
                        Component.CACHE,
                        "cache.hit_ratio",
                        "Reads answered by a cache",
                        new Slope(0.85, 0.4, 40),
                        20,
                        "See which cache misses: GET …/cache."),
                percent(
                        Component.CACHE,
                        "cache.eviction_ratio",
                        "Reads that evict an entry",
                        new Slope(0.1, 0.5, 20),
                        20,
                        "Enlarge the cache that evicts: GET …/cache."),
                percent(
                        Component.APPLICATION,
                        "http.error_ratio",
                        "Failed requests",
                        new Slope(0.001, 0.05, 60),
                        10,
                        "See which routes: GET …/endpoints."),
                millis(
                        Component.APPLICATION,
                        "http.mean_1m_seconds",
                        "Mean of requests",
                        new Slope(0.2, 1, 20),
                        10,
                        "See where the time goes: GET …/endpoints."),
                millis(
                        Component.APPLICATION,
                        "http.p95_seconds",
                        "p95 of requests",
                        new Slope(0.5, 2, 30),
                        10,
                        "See where the time goes: GET …/endpoints."),
                millis(
                        Component.APPLICATION,
                        "http.p99_seconds",
                        "p99 of requests",
                        new Slope(1, 4, 20),
                        10,
                        "See where the time goes: GET …/endpoints."),
                percent(
                        Component.APPLICATION,
                        "system.cpu_1m_ratio",
                        "Busy processors",
                        new Slope(0.8, 1, 20),
                        15,
                        "Add a node, or see docs/runbook/HeadroomCpuExhausted.md."),
                percent(
                        Component.APPLICATION,
                        "memory.heap_ratio",
                        "Heap after a collection",
                        new Slope(0.85, 1, 40),
                        20,
                        "See docs/runbook/HeadroomMemoryHigh.md."),
                percent(
                        Component.APPLICATION,
                        "system.disk_ratio",
                        "Disk of the data folder",
                        new Slope(0.85, 0.98, 40),
                        20,
                        "See docs/runbook/HeadroomDiskNearlyFull.md."),
                millis(
                        Component.APPLICATION,
                        "scheduler.lag_seconds",
                        "Wait of a virtual thread",
                        new Slope(0.1, 1, 30),
                        15,
                        "See docs/runbook/HeadroomSchedulerLagHigh.md."),
                number(
                        Component.LOCKS,
                        "database.lock_waiting",
                        "Sessions that wait for a lock",
                        new Slope(2, 20, 60),
                        20,
                        "See who blocks whom: GET …/locks."),
                millis(
                        Component.SEARCH,
                        "search.mean_1m_seconds",
                        "Mean of searches",
                        new Slope(0.1, 1, 50),
                        20,
                        "See GET …/endpoints for the searching routes."));
    }

    private static Rule percent(
            Component component,
            String figure,
            String words,
            Slope slope,
            double issue,
            String todo) {
        return new Rule(component, figure, words, 100, "%", slope, issue, todo);
    }

    private static Rule millis(
            Component component,
            String figure,
            String words,
            Slope slope,
            double issue,
            String todo) {
        return new Rule(component, figure, words, 1_000, "ms", slope, issue, todo);
    }

    private static Rule number(
            Component component,
            String figure,
            String words,
            Slope slope,
            double issue,
            String todo) {
        return new Rule(component, figure, words, 1, "", slope, issue, todo);
    }
}
