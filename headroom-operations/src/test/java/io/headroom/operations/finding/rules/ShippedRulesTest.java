package io.headroom.operations.finding.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShippedRulesTest {

    private static final Fact.Route SLOW_IN_DATABASE =
            new Fact.Route(
                    "GET /items",
                    10,
                    0,
                    200,
                    Map.of("database", 150.0, "rest", 20.0, "pool_wait", 30.0),
                    "");

    private final List<FindingRule> rules = ShippedRules.all();
    private final Map<String, Double> figures = new HashMap<>();
    private long nanos;

    private List<Suspicion> look(Fact... facts) {
        nanos += 5_000_000_000L;
        List<Suspicion> found = new ArrayList<>();
        Observation now =
                new Observation(
                        nanos,
                        (figure, _) -> figures.getOrDefault(figure, Double.NaN),
                        List.of(facts),
                        List.of());
        rules.forEach(rule -> rule.examine(now, found::add));
        return found;
    }

    private Suspicion only(Fact... facts) {
        List<Suspicion> found = look(facts);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static Fact.Pool pool(int active, int waiting, double waitMillis) {
        return new Fact.Pool("main", active, waiting, 10, 100, 0, waitMillis, 80, active, true);
    }

    @Test
    void aFullPoolWithAQueueIsTooSmallAndIsOfferedWhatLittlesLawAsksFor() {
        Suspicion found = only(pool(10, 6, 40), SLOW_IN_DATABASE);
        assertThat(found.kind()).isEqualTo("pool-too-small");
        assertThat(found.impact()).isEqualTo(0.15);
        assertThat(found.offers().getFirst().action())
                .isEqualTo(new Action.PoolSize("main", 10, 20));
        assertThat(found.causes()).hasSize(3);
        assertThat(look(pool(10, 0, 0.1))).isEmpty();
        assertThat(look(pool(7, 3, 40))).isEmpty();
    }

    @Test
    void aPoolWhoseConnectionsIdleIsNotMadeLarger() {
        Suspicion found = only(new Fact.Pool("main", 10, 6, 10, 5, 0, 900, 80, 1, true));
        assertThat(found.offers()).isEmpty();
    }

    @Test
    void connectionsThatOnePlaceKeepsAreOneLeak() {
        Fact held =
                new Fact.HeldConnection(
                        "main",
                        "Nothing runs on it.",
                        "GET /leak",
                        "thread",
                        70,
                        70,
                        "SELECT 1",
                        List.of("Shop.leak(Shop.java:3)"));
        Suspicion found = only(held, held, pool(2, 0, 0));
        assertThat(found.kind()).isEqualTo("connection-leak");
        assertThat(found.title()).contains("GET /leak").contains("2 of the 10");
        assertThat(found.evidence())
                .anySatisfy(each -> assertThat(each.sentence()).contains("Shop.java:3"));
    }

    @Test
    void severalWhoWaitForALockAreAConvoy() {
        Fact blocking =
                new Fact.Blocking(
                        "s1", 42, "idle in transaction", "UPDATE stock", 9, 4, 8, "shop.stock");
        Suspicion found = only(blocking, SLOW_IN_DATABASE);
        assertThat(found.kind()).isEqualTo("lock-convoy");
        assertThat(found.offers().getFirst().action()).isEqualTo(new Action.EndSession("s1"));
        assertThat(look(new Fact.Blocking("", 42, "active", "", 1, 1, 1, ""))).isEmpty();
        assertThat(only(new Fact.ContendedLock("redis", "stock", 3, 2.5)).kind())
                .isEqualTo("lock-convoy");
    }

    @Test
    void aSessionThatLastsTooLongCanBeEnded() {
        Suspicion idle = only(new Fact.LongSession("s2", 43, true, "SELECT 1", 90));
        assertThat(idle.kind()).isEqualTo("idle-in-transaction");
        assertThat(idle.offers()).hasSize(1);
        assertThat(only(new Fact.LongSession("", 43, false, "SELECT 1", 90)).offers()).isEmpty();
    }

    private static Fact.MissingIndex index(double saving, boolean verified) {
        return new Fact.MissingIndex(
                "i1", "items", "CREATE INDEX x", "reason", saving, verified, true);
    }

    @Test
    void anIndexThatWasTriedAndSavesMuchIsMissing() {
        Suspicion found = only(index(0.8, true), SLOW_IN_DATABASE);
        assertThat(found.kind()).isEqualTo("missing-index");
        assertThat(found.impact()).isCloseTo(0.6, within(1e-9));
        assertThat(found.offers().getFirst().prediction().low()).isEqualTo(-0.8);
        assertThat(look(index(0.8, false))).isEmpty();
        assertThat(look(index(0.05, true))).isEmpty();
    }

    private static Fact.CacheUse cache(
            double misses, double evictions, double expirations, double invalidations) {
        return new Fact.CacheUse(
                "items",
                100,
                misses,
                0,
                misses,
                evictions,
                expirations,
                invalidations,
                50,
                false,
                50,
                20,
                Math.min(misses, invalidations),
                Duration.ofSeconds(1),
                "17",
                0.4);
    }

    @Test
    void aFullCacheThatEvictsForItsMissesIsTooSmall() {
        Suspicion found = only(cache(60, 55, 0, 0), SLOW_IN_DATABASE);
        assertThat(found.kind()).isEqualTo("cache-too-small");
        assertThat(found.offers().getFirst().action())
                .isEqualTo(new Action.CacheSize("items", 50, 200, false));
        assertThat(found.offers().getFirst().prediction().high()).isBetween(-0.3, -0.2);
        assertThat(look(cache(10, 10, 0, 0))).isEmpty();
    }

    @Test
    void aHeapWithoutRoomGetsNoLargerCache() {
        figures.put("memory.heap_ratio", 0.75);
        assertThat(only(cache(60, 55, 0, 0)).offers()).isEmpty();
    }

    @Test
    void valuesThatExpireThoughTheyDoNotChangeAreKeptTooShort() {
        Suspicion found = only(cache(50, 0, 45, 0));
        assertThat(found.kind()).isEqualTo("cache-ttl-too-short");
        assertThat(found.offers().getFirst().action())
                .isEqualTo(
                        new Action.CacheTtl("items", Duration.ofSeconds(1), Duration.ofSeconds(4)));
        assertThat(found.offers().getFirst().prediction().low()).isEqualTo(-0.75);
        assertThat(found.offers().getFirst().prediction().high()).isEqualTo(-0.6);
    }

    @Test
    void aHotKeyThatIsInvalidatedAgainAndAgainIsFound() {
        Suspicion found = only(cache(30, 0, 0, 5));
        assertThat(found.kind()).isEqualTo("cache-hot-key");
        assertThat(found.title()).contains("17");
        assertThat(look(cache(1, 0, 0, 0))).isEmpty();
    }

    @Test
    void aRouteThatFailsIsAStorm() {
        Fact.Route failing =
                new Fact.Route(
                        "GET /buy", 10, 4, 5, Map.of("rest", 5.0), "IllegalState at Shop.buy");
        Suspicion found = only(failing);
        assertThat(found.kind()).isEqualTo("exception-storm");
        assertThat(found.subject()).isEqualTo("GET /buy");
        assertThat(found.evidence())
                .anySatisfy(each -> assertThat(each.sentence()).contains("Shop.buy"));
        assertThat(look(new Fact.Route("GET /buy", 100, 1, 5, Map.of(), ""))).isEmpty();
    }

    @Test
    void whatIsRefusedIsOverload() {
        Fact.Route answered = new Fact.Route("GET /buy", 95, 0, 5, Map.of("rest", 5.0), "");
        Suspicion found = only(answered, new Fact.Refusals(5, 0));
        assertThat(found.kind()).isEqualTo("overload");
        assertThat(found.title()).contains("5 %");
        assertThat(look(answered, new Fact.Refusals(0.6, 0))).isEmpty();
        assertThat(look(new Fact.Refusals(0, 0))).isEmpty();
        assertThat(only(new Fact.Refusals(1, 0)).kind()).isEqualTo("overload");
    }

    private static Fact.Route reports(double perSecond) {
        return new Fact.Route("GET /reports", perSecond, 0, 100, Map.of("rest", 100.0), "");
    }

    private static Action offered(Suspicion found) {
        return found.offers().getFirst().action();
    }

    @Test
    void ofARouteThatTakesMostTimeLessCanBeLetInSoThatTheOthersAreAnswered() {
        Fact.Route light = new Fact.Route("GET /items", 100, 0, 10, Map.of("rest", 10.0), "");
        Suspicion found = only(light, reports(40), new Fact.Refusals(60, 0));
        assertThat(found.kind()).isEqualTo("overload");
        // 30 % are refused: 5 s of work are carried of 7.14 that are asked for, 4.5 are to be, and
        // reports are 5.71 of them, of 57.1 requests.
        assertThat(offered(found))
                .isEqualTo(new Action.RateLimit(Action.Limited.ROUTE, "GET /reports", 0, 31));
        assertThat(found.offers().getFirst().prediction().holds(-1)).isTrue();
        Fact.Route other = new Fact.Route("GET /other", 90, 0, 10, Map.of("rest", 10.0), "");
        assertThat(only(light, other, reports(9), new Fact.Refusals(50, 0)).offers()).isEmpty();
        Fact limited = new Fact.LimitedRate(Action.Limited.ROUTE, "GET /reports", 30);
        assertThat(offered(only(light, reports(40), new Fact.Refusals(60, 0), limited)))
                .isEqualTo(new Action.RateLimit(Action.Limited.ROUTE, "GET /reports", 30, 16));
        // Eight places refuse one in a hundred of 3.13, which they are of the 5 that are carried.
        assertThat(offered(only(light, reports(40), new Fact.Refusals(60, 8))))
                .isEqualTo(new Action.RateLimit(Action.Limited.ROUTE, "GET /reports", 0, 17));
        Fact.Route much = new Fact.Route("GET /items", 320, 0, 10, Map.of("rest", 10.0), "");
        assertThat(offered(only(much, reports(40), new Fact.Refusals(3_240, 0))))
                .as("a tenth of what is carried is left")
                .isEqualTo(new Action.RateLimit(Action.Limited.ROUTE, "GET /reports", 0, 4));
    }

    @Test
    void oneOfManyCallersWhoTakesMostOfTheTimeFloods() {
        Fact.Refusals refusals = new Fact.Refusals(40, 0);
        List<Suspicion> found =
                look(reports(40), refusals, new Fact.Callers(6, "10.0.0.9", 70, 0.9, 2));
        assertThat(found)
                .extracting(Suspicion::kind)
                .containsExactlyInAnyOrder("overload", "caller-floods");
        Suspicion flood = found.getLast();
        assertThat(flood.subject()).isEqualTo("10.0.0.9");
        assertThat(offered(flood))
                .isEqualTo(new Action.RateLimit(Action.Limited.CALLER, "10.0.0.9", 0, 27));
        assertThat(flood.impact()).isEqualTo(1);
    }

    @Test
    void aProxyBeforeAllCallersAndOneWhoAsksAsOthersDoAreNoFlood() {
        Fact.Refusals refusals = new Fact.Refusals(40, 0);
        assertThat(only(reports(40), refusals, new Fact.Callers(1, "10.0.0.9", 70, 1, 0)).kind())
                .isEqualTo("overload");
        assertThat(only(reports(40), refusals, new Fact.Callers(9, "10.0.0.9", 9, 0.9, 2)).kind())
                .isEqualTo("overload");
        assertThat(look(reports(40), new Fact.Callers(9, "10.0.0.9", 70, 0.9, 2))).isEmpty();
    }

    private static Fact.Route calling(double restMillis) {
        return new Fact.Route("GET /price", 10, 0, restMillis, Map.of("rest", restMillis), "");
    }

    @Test
    void aPartThatGrewBeyondWhatIsUsualIsFoundAndDoesNotBecomeUsual() {
        for (int i = 0; i < 10; i++) {
            assertThat(look(calling(4 + i % 3))).isEmpty();
        }
        assertThat(look(calling(205))).isEmpty();
        assertThat(look(calling(205))).isEmpty();
        for (int i = 0; i < 60; i++) {
            Suspicion found = only(calling(205));
            assertThat(found.kind()).isEqualTo("slow-dependency");
            assertThat(found.impact()).isGreaterThan(0.9);
        }
        assertThat(look(calling(5))).isEmpty();
    }

    @Test
    void whatIsAlwaysSlowIsNoFinding() {
        for (int i = 0; i < 50; i++) {
            assertThat(look(calling(300 + 50 * (i % 2)))).isEmpty();
        }
    }

    @Test
    void aHeapThatIsFullAndCollectedAllTheTimeBindsTheService() {
        figures.put("jvm.gc_ratio", 0.4);
        figures.put("memory.heap_ratio", 0.5);
        assertThat(look()).isEmpty();
        figures.put("memory.heap_ratio", 0.92);
        assertThat(only().kind()).isEqualTo("gc-bound-heap");
    }

    @Test
    void aLagWithIdleProcessorsMeansBlockedCarriers() {
        figures.put("scheduler.lag_seconds", 2.0);
        figures.put("process.cpu_ratio", 0.2);
        assertThat(only().kind()).isEqualTo("carriers-blocked");
        figures.put("process.cpu_ratio", 0.95);
        nanos += Duration.ofMinutes(2).toNanos();
        assertThat(only(calling(5)).kind()).isEqualTo("processors-exhausted");
    }

    @Test
    void aDependencyThatDoesNotAnswerIsDown() {
        Suspicion found = only(new Fact.Dependency("redis", false, true, "refused"));
        assertThat(found.kind()).isEqualTo("dependency-down");
        assertThat(found.impact()).isEqualTo(1);
        assertThat(look(new Fact.Dependency("redis", true, true, "7.4"))).isEmpty();
    }

    private static Fact.Queue queue(long dead, double oldestSeconds) {
        return new Fact.Queue("email", 10, dead, oldestSeconds, false, 0);
    }

    @Test
    void aQueueIsBehindAfterAMinuteAndNewDeadJobsAreNews() {
        assertThat(look(queue(3, 10))).isEmpty();
        assertThat(only(queue(3, 61)).kind()).isEqualTo("queue-behind");
        assertThat(only(queue(4, 10)).kind()).isEqualTo("jobs-dying");
        nanos += Duration.ofHours(1).toNanos();
        assertThat(look(queue(4, 10))).isEmpty();
    }

    private static Fact.MemoryLeak leak(double hours, String field) {
        return new Fact.MemoryLeak(
                3e6,
                hours,
                4.1,
                12,
                field.isEmpty(),
                field,
                true,
                "byte[]",
                field.isEmpty() ? "" : "com.example.Shop.remember:40",
                "[B");
    }

    @Test
    void aLeakIsNamedByFieldAndPlaceAndRankedByTheTimeThatIsLeft() {
        Suspicion found = only(leak(0.5, "com.example.Shop.SEEN"));
        assertThat(found.kind()).isEqualTo("memory-leak");
        assertThat(found.id()).isEqualTo("memory-leak");
        assertThat(found.title())
                .contains("3 MB a minute", "30 minutes")
                .contains("static field com.example.Shop.SEEN", "com.example.Shop.remember:40");
        assertThat(found.advice()).contains("com.example.Shop.SEEN");
        assertThat(found.impact()).isEqualTo(1);
        assertThat(only(leak(4, "a.B.C")).impact()).isEqualTo(0.25);
        assertThat(only(leak(40, "a.B.C")).impact()).isEqualTo(0.025);
    }

    @Test
    void aLeakIsToldBeforeItIsKnownWhoHoldsIt() {
        Suspicion found = only(leak(5, ""));
        assertThat(found.id()).isEqualTo("memory-leak");
        assertThat(found.title()).contains("5 hours", "[B");
        assertThat(found.evidence())
                .anySatisfy(each -> assertThat(each.sentence()).contains("is being looked for"));
    }

    @Test
    void anExhaustedPoolIsNoDatabaseThatIsDown() {
        Fact down = new Fact.Dependency("postgres", false, true, "no answer within 5 s");
        assertThat(only(down, pool(10, 6, 4_000)).kind()).isEqualTo("pool-too-small");
        Fact hanging = new Fact.Pool("main", 10, 6, 10, 0, 1, 4_000, 80, 10, false);
        assertThat(look(down, hanging))
                .extracting(Suspicion::kind)
                .containsExactlyInAnyOrder("pool-too-small", "dependency-down");
        assertThat(only(down, pool(2, 0, 0)).kind()).isEqualTo("dependency-down");
    }

    private static Fact.CacheUse cleared(double misses) {
        return new Fact.CacheUse(
                "items",
                100,
                misses,
                0,
                misses,
                0,
                0,
                0,
                5_000,
                false,
                300,
                20,
                0,
                Duration.ofMinutes(10),
                "",
                0);
    }

    @Test
    void aClearedCacheIsColdWhereSomethingCanWarmIt() {
        Fact task = new Fact.WarmUp("popular", List.of("items"));
        Suspicion found = only(cleared(80), task, SLOW_IN_DATABASE);
        assertThat(found.kind()).isEqualTo("cache-cold");
        assertThat(found.title()).endsWith("it holds 300 of 5,000.");
        assertThat(found.offers().getFirst().action())
                .isEqualTo(new Action.WarmUp("popular", "items"));
        assertThat(found.offers().getFirst().prediction().figure())
                .isEqualTo("cache.load_ratio.items");
        assertThat(look(cleared(80), SLOW_IN_DATABASE)).isEmpty();
        assertThat(look(cleared(80), new Fact.WarmUp("lists", List.of("lists")), SLOW_IN_DATABASE))
                .isEmpty();
        assertThat(look(cleared(30), task, SLOW_IN_DATABASE)).isEmpty();
    }

    @Test
    void aViewThatNobodyRefreshesIsStale() {
        Suspicion found = only(new Fact.View("sales", 300, 7_000, 3, "deadlock detected"));
        assertThat(found.kind()).isEqualTo("view-stale");
        assertThat(found.title()).isEqualTo("The view sales is 7,000 s old; 300 s are meant.");
        assertThat(found.offers().getFirst().action()).isEqualTo(new Action.RefreshView("sales"));
        assertThat(found.evidence())
                .anySatisfy(each -> assertThat(each.sentence()).contains("deadlock detected"));
        assertThat(only(new Fact.View("sales", 300, Double.POSITIVE_INFINITY, 1, "away")).title())
                .contains("never filled");
    }

    private static Fact.Queue backlog(long ready, double oldestSeconds) {
        return new Fact.Queue("email", ready, 0, oldestSeconds, false, 0);
    }

    @Test
    void aBacklogThatDoesNotBecomeShorterIsBehind() {
        List<Suspicion> last = List.of();
        for (int i = 0; i < 20; i++) {
            last = look(backlog(1_000, 70 + 5 * i));
        }
        assertThat(last).extracting(Suspicion::kind).containsExactly("queue-behind");
        nanos += Duration.ofMinutes(1).toNanos();
        assertThat(look(backlog(900, 200))).isEmpty();
        assertThat(look(backlog(900, 1_000)))
                .extracting(Suspicion::kind)
                .containsExactly("queue-behind");
    }
}
