package io.headroom.operations.finding.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.Finding;
import io.headroom.operations.finding.Findings;
import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What happens in a healthy service, looked at by all rules as the service looks: nothing of it is
/// a finding. The troubles that it may be mistaken for are in [ShippedRulesTest].
class HealthyServiceTest {

    private static final String FAST = "GET /items";
    private static final String SELDOM = "GET /reports";

    private final ManualTime time = new ManualTime();
    private final Random random = new Random(11);
    private final Map<String, Deque<Double>> figures = new HashMap<>();
    private final List<Fact> facts = new ArrayList<>();
    private final Set<String> found = new LinkedHashSet<>();
    private final Findings findings =
            new Findings(
                    new Findings.Watched(
                            List.of(to -> facts.forEach(to)),
                            ShippedRules.all(),
                            this::mean,
                            List::of),
                    time,
                    time::nanos);

    private double mean(String figure, Duration window) {
        return figures.getOrDefault(figure, new ArrayDeque<>()).stream()
                .limit(Math.max(1, window.toSeconds()))
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    /// The figure of the next seconds, the latest first.
    private void figure(String name, int seconds, double value) {
        for (int i = 0; i < seconds; i++) {
            figures.computeIfAbsent(name, _ -> new ArrayDeque<>()).addFirst(value);
        }
    }

    private void figures(double processor, double collector, double heap, double lag) {
        figure("process.cpu_ratio", 5, processor);
        figure("system.cpu_ratio", 5, Math.min(1, processor + 0.1));
        figure("jvm.gc_ratio", 5, collector);
        figure("memory.heap_ratio", 5, heap);
        figure("scheduler.lag_seconds", 5, lag);
    }

    private void look(Fact... seen) {
        facts.clear();
        facts.addAll(List.of(seen));
        findings.tick();
        findings.open().stream().map(Finding::id).forEach(found::add);
        time.advance(Duration.ofSeconds(5));
    }

    private double around(double value) {
        return value * (1 + 0.1 * random.nextGaussian());
    }

    private static Fact.Route route(String endpoint, double rate, double rest, double database) {
        return new Fact.Route(
                endpoint,
                rate,
                0,
                rest + database,
                Map.of("rest", rest, "database", database, "load", database),
                "");
    }

    /// Some minutes of the usual.
    private void usual(int minutes) {
        for (int i = 0; i < 12 * minutes; i++) {
            figures(around(0.4), 0.02, 0.45, 0.001);
            look(route(FAST, around(100), around(4), around(8)), route(SELDOM, 1, 5, around(60)));
        }
    }

    private void nothingWasFound() {
        usual(1);
        assertThat(found).isEmpty();
    }

    @Test
    void nothingIsFoundInAnHourOfTheUsual() {
        usual(60);
        nothingWasFound();
    }

    @Test
    void theStartIsNoTrouble() {
        for (int i = 0; i < 20; i++) {
            double young = Math.max(1, 10 - i);
            figures(i < 18 ? 0.97 : 0.5, 0.1, 0.3, i < 3 ? 0.2 : 0.01);
            look(
                    route(FAST, 50, 20 * young, 30 * young),
                    new Fact.Pool("main", 10, i < 2 ? 5 : 0, 10, 50, 0, 8, 30, 10, true),
                    cache(100, Math.max(5, 90 - 8 * i), 0, 0, 0, 0, 15));
        }
        nothingWasFound();
    }

    private static Fact.Pool pool(int active, int waiting) {
        return new Fact.Pool("main", active, waiting, 10, 100, 0, 0.2, 20, active, true);
    }

    private static Fact.CacheUse cache(
            double reads,
            double misses,
            double shared,
            double evictions,
            double expirations,
            double invalidations,
            double loadMillis) {
        return new Fact.CacheUse(
                "items",
                reads,
                misses,
                shared,
                misses - shared,
                evictions,
                expirations,
                invalidations,
                5_000,
                false,
                5_000,
                loadMillis,
                0.05,
                Duration.ofMinutes(5),
                "front",
                0.4);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void slowRequestsOfASeldomRouteAreNoTrend(int slow) {
        usual(5);
        for (int i = 0; i < 3 + slow - 1; i++) {
            look(route(FAST, 100, 4, 8), route(SELDOM, 1, 200, 200));
        }
        nothingWasFound();
    }

    @Test
    void aCheckpointThatSlowsStatementsForSecondsIsNone() {
        usual(5);
        for (int i = 0; i < 4; i++) {
            look(route(FAST, 100, 4, 90), pool(10, i == 0 ? 3 : 0));
        }
        nothingWasFound();
    }

    @Test
    void aPoolThatIsFullForAMomentIsLargeEnough() {
        usual(2);
        for (int i = 0; i < 60; i++) {
            boolean burst = i % 4 < 2;
            look(
                    route(FAST, 100, 4, 8),
                    new Fact.Pool(
                            "main", burst ? 10 : 6, burst ? 4 : 0, 10, 100, 0, 2, 20, 10, true));
        }
        nothingWasFound();
    }

    @Test
    void locksThatChangeHandsWithinMillisecondsAreNoConvoy() {
        for (int i = 0; i < 60; i++) {
            look(
                    route(FAST, 100, 4, 8),
                    new Fact.Blocking("s", 7, "active", "UPDATE stock", 0.004, 3, 0.006, "stock"),
                    new Fact.ContendedLock("redis", "leader", 1, 1));
        }
        nothingWasFound();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX CONCURRENTLY i ON t (a)",
                "create unique index concurrently i on t (a)",
                "VACUUM (ANALYZE) t",
                "/* headroom */ REFRESH MATERIALIZED VIEW CONCURRENTLY v",
                "REINDEX INDEX CONCURRENTLY i"
            })
    void careOfTheDatabaseLasts(String statement) {
        for (int i = 0; i < 60; i++) {
            look(route(FAST, 100, 4, 8), new Fact.LongSession("", 9, false, statement, 60 + i));
        }
        nothingWasFound();
    }

    @Test
    void anIndexForWhatHardlyTakesTimeIsNotMissed() {
        for (int i = 0; i < 60; i++) {
            look(
                    route(FAST, 100, 40, 0.8),
                    new Fact.MissingIndex("i1", "log", "CREATE INDEX", "", 0.4, true, true));
        }
        nothingWasFound();
    }

    @Test
    void aSmallTierBeforeAWarmSharedOneIsLargeEnough() {
        for (int i = 0; i < 60; i++) {
            look(route(FAST, 100, 4, 8), cache(100, 40, 39.5, 40, 0, 0, 10));
            look(route(FAST, 100, 4, 8), cache(100, 40, 39.5, 0, 40, 0, 10));
        }
        nothingWasFound();
    }

    @Test
    void aFrontPagesKeyIsReadMuchWhileOthersChange() {
        for (int i = 0; i < 60; i++) {
            look(route(FAST, 100, 4, 8), cache(200, 5, 0, 0, 1, 3, 10));
        }
        nothingWasFound();
    }

    @Test
    void aCacheThatNobodyCanWarmFillsUpByItself() {
        for (int i = 0; i < 12; i++) {
            look(route(FAST, 100, 4, 8), cache(100, 90 - 7 * i, 0, 0, 0, 0, 10));
        }
        nothingWasFound();
    }

    @Test
    void aFewErrorsAreNoStorm() {
        for (int i = 0; i < 60; i++) {
            look(
                    new Fact.Route(FAST, 100, 1, 12, Map.of("rest", 12.0), ""),
                    new Fact.Route(SELDOM, 0.2, 0.2, 12, Map.of("rest", 12.0), ""));
        }
        nothingWasFound();
    }

    @Test
    void muchGarbageAndAFullCollectionOnRequestAreNoFullHeap() {
        for (int i = 0; i < 60; i++) {
            figures(0.6, 0.25, 0.5, 0.01);
            look(route(FAST, 100, 4, 8));
        }
        for (int i = 0; i < 60; i++) {
            figures(0.6, 0.05, 0.9, 0.01);
            look(route(FAST, 100, 4, 8));
        }
        nothingWasFound();
    }

    @Test
    void aPauseOfASecondBlocksNoCarrier() {
        usual(2);
        figure("scheduler.lag_seconds", 1, 1.5);
        look(route(FAST, 100, 4, 8));
        figures(0.4, 0.02, 0.45, 0.001);
        look(route(FAST, 100, 4, 8));
        nothingWasFound();
    }

    @Test
    void aMachineThatOthersUseUpHasNoBlockedCarriers() {
        for (int i = 0; i < 60; i++) {
            figure("process.cpu_ratio", 5, 0.3);
            figure("system.cpu_ratio", 5, 1);
            figure("scheduler.lag_seconds", 5, 0.3);
            look(route(FAST, 100, 4, 8));
        }
        nothingWasFound();
    }

    @Test
    void aNightsBatchMayUseAllProcessors() {
        for (int i = 0; i < 120; i++) {
            figures(0.98, 0.05, 0.5, 0.01);
            look(
                    new Fact.Queue("night", 10_000 - 80 * i, 3, 5 * i, false, 0),
                    new Fact.Queue("held", 500, 0, 4_000, true, 0));
        }
        nothingWasFound();
    }

    @Test
    void aCheckThatFailsOnceIsNoDependencyThatIsDown() {
        usual(1);
        look(route(FAST, 100, 4, 8), new Fact.Dependency("redis", false, true, "time-out"));
        look(route(FAST, 100, 4, 8), new Fact.Dependency("redis", true, true, "7.4"));
        nothingWasFound();
    }

    @Test
    void aViewOnItsWayToARefreshIsFresh() {
        for (int i = 0; i < 120; i++) {
            look(
                    route(FAST, 100, 4, 8),
                    new Fact.View("sales", 300, 5 * i % 320, 0, ""),
                    new Fact.View("live", 2, i % 50, 0, ""),
                    new Fact.View("new", 300, Double.POSITIVE_INFINITY, 0, ""));
        }
        nothingWasFound();
    }
}
