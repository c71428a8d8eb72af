package io.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What two nodes serve after invalidations by key, tag and pattern, cut off or not.
@Timeout(30)
class CoherenceTest {

    private static final Duration LEASE = SimulatedServer.LEASE;

    private final ManualTime time = new ManualTime();
    private final SimulatedServer server = new SimulatedServer(time::nanos, time);
    private final SimulatedServer.Node here = server.node();
    private final SimulatedServer.Node there = server.node();
    private final HeadroomCaches caches = registry(here);
    private final HeadroomCaches others = registry(there);
    private final AtomicInteger loads = new AtomicInteger();

    private HeadroomCaches registry(SimulatedServer.Node node) {
        node.cutOff();
        node.beat();
        return HeadroomCaches.builder().l2(node).nanoTime(time::nanos).build();
    }

    @AfterEach
    void close() {
        caches.close();
        others.close();
    }

    private static Cache<String, String> texts(HeadroomCaches registry) {
        return texts(registry, Consistency.strict());
    }

    private static Cache<String, String> texts(HeadroomCaches registry, Consistency consistency) {
        return registry.cache(
                CacheOptions.named("texts").withConsistency(consistency),
                KeyCodec.strings(),
                Codec.strings());
    }

    private String load(String key) {
        return key + loads.incrementAndGet();
    }

    @Test
    void anotherNodeServesAnInvalidatedValueUntilItReadsTheLogAndNeverBeyondTheLease() {
        Cache<String, String> one = texts(caches);
        Cache<String, String> two = texts(others);
        one.getOrLoad("a", this::load);
        two.getOrLoad("a", this::load);

        one.invalidate("a");
        assertThat(one.get("a")).isNull();
        assertThat(two.get("a")).isEqualTo("a1");
        time.advance(LEASE);
        assertThat(two.get("a")).isNull();
        assertThat(two.statistics().l1().incoherent()).isEqualTo(1);
        there.beat();
        assertThat(two.getOrLoad("a", this::load)).isEqualTo("a2");
    }

    @Test
    void aLeaseThatComesBackMakesL1UsefulAgain() {
        Cache<String, String> two = texts(others);
        two.getOrLoad("a", this::load);
        time.advance(LEASE);
        there.broken = true;

        there.beat();

        assertThat(two.get("a")).isEqualTo("a1");
    }

    @Test
    void anAvailableCacheServesItsL1MarkedAsStaleForAWhile() {
        Cache<String, String> two = texts(others, Consistency.available(Duration.ofSeconds(30)));
        two.getOrLoad("a", this::load);
        there.broken = true;
        time.advance(LEASE.plusSeconds(1));

        assertThat(two.lookupOrLoad("a", this::load))
                .isEqualTo(new Lookup.Stale<>("a1", Duration.ofSeconds(1), Lookup.Why.INCOHERENT));
        time.advance(Duration.ofSeconds(30));
        assertThat(two.getOrLoad("a", this::load)).isEqualTo("a2");
    }

    @Test
    void anExpiredValueIsNotServedByANodeThatIsCutOff() {
        Cache<String, String> two =
                others.cache(
                        CacheOptions.named("texts")
                                .withLoading(
                                        LoadOptions.defaults()
                                                .withTtl(Duration.ofSeconds(1))
                                                .withStaleOnError(Duration.ofHours(1))),
                        KeyCodec.strings(),
                        Codec.strings());
        two.getOrLoad("a", this::load);
        time.advance(Duration.ofMillis(1_500));
        Loader<String, String> failing =
                _ -> {
                    throw new IllegalStateException("away");
                };
        assertThat(two.getOrLoad("a", failing)).isEqualTo("a1");

        time.advance(LEASE);
        assertThatThrownBy(() -> two.getOrLoad("a", failing)).hasMessage("away");
    }

    @Test
    void aTagInvalidatesWhatWasStoredUnderItInAllCachesOfAllNodesAndNothingElse() {
        Cache<String, String> one = texts(caches);
        Cache<String, String> two = texts(others);
        Cache<String, String> lists =
                others.cache(CacheOptions.named("lists"), KeyCodec.strings(), Codec.strings());
        Loader<String, String> tagged =
                Loader.adaptive(key -> Loaded.of(load(key)).withTags("item:" + key));
        one.getOrLoad("a", tagged);
        two.getOrLoad("a", tagged);
        two.getOrLoad("b", tagged);
        lists.getOrLoad(
                "all", key -> load(key), lists.options().loading().withTags(List.of("item:a")));

        caches.invalidateTags("item:a");
        there.beat();

        assertThat(one.get("a")).isNull();
        assertThat(two.get("a")).isNull();
        assertThat(lists.get("all")).isNull();
        assertThat(two.get("b")).isEqualTo("b2");
    }

    @Test
    void aTagThatIsInvalidatedDuringALoadTurnsItsValueAway() {
        Cache<String, String> one = texts(caches);
        String value =
                one.getOrLoad(
                        "a",
                        Loader.adaptive(key -> {
                            caches.invalidateTags("t");
                            return Loaded.of(load(key)).withTags("t");
                        }));
        assertThat(value).isEqualTo("a1");
        assertThat(one.get("a")).isNull();
        assertThat(server.places()).isEmpty();
    }

    @Test
    void forgottenTagsMakeEntriesWithTagsMissesAndNoOthers() {
        Cache<String, String> one = texts(caches);
        one.getOrLoad("a", this::load, one.options().loading().withTags(List.of("mine")));
        one.getOrLoad("b", this::load);
        here.broken = true;
        for (int i = 0; i <= TagClock.MOST_TAGS / 1_000; i++) {
            int from = i * 1_000;
            caches.invalidateTags(
                    IntStream.range(from, from + 1_000).mapToObj(n -> "t" + n).toList());
        }
        assertThat(one.get("a")).isNull();
        assertThat(one.get("b")).isEqualTo("b2");
    }

    @Test
    void aPatternInvalidatesTheKeysThatMatch() {
        Cache<String, String> one = texts(caches);
        Cache<String, String> two = texts(others);
        for (String key : List.of("user:1:name", "user:1:mail", "user:2:name")) {
            one.getOrLoad(key, this::load);
            two.getOrLoad(key, this::load);
        }
        one.invalidateMatching("user:?:name");
        there.beat();
        for (Cache<String, String> cache : List.of(one, two)) {
            assertThat(cache.get("user:1:name")).isNull();
            assertThat(cache.get("user:2:name")).isNull();
            assertThat(cache.get("user:1:mail")).isEqualTo("user:1:mail2");
        }
    }

    @Test
    void aSessionReadsItsOwnWritesOnANodeThatHasNotHeardOfThem() {
        Cache<String, String> one = texts(caches);
        Cache<String, String> two = texts(others);
        two.getOrLoad("a", this::load);

        SessionToken token = SessionToken.parse(one.invalidate("a").token().toString());
        LoadOptions mine = two.options().loading().withSession(token);

        assertThat(two.getOrLoad("a", this::load)).isEqualTo("a1");
        assertThat(two.getOrLoad("a", this::load, mine)).isEqualTo("a2");
        assertThat(two.getAll(List.of("a"), _ -> Map.of("a", "never"), mine))
                .containsExactly(Map.entry("a", "a2"));
        there.beat();
        assertThat(two.lookupOrLoad("a", this::load, mine)).isInstanceOf(Lookup.Hit.class);
    }

    @Test
    void aSessionWhoseWriteIsNotAcknowledgedAsksTheSourceItself() {
        Cache<String, String> one = texts(caches);
        Cache<String, String> two = texts(others);
        two.getOrLoad("a", this::load);
        here.broken = true;

        SessionToken token = one.invalidate("a").token();

        LoadOptions mine = two.options().loading().withSession(token);
        assertThat(two.getOrLoad("a", this::load, mine)).isEqualTo("a2");
        assertThat(two.getAll(List.of("a"), _ -> Map.of("a", "source"), mine))
                .containsExactly(Map.entry("a", "source"));
    }

    @Test
    void aReservationStoresOnlyWhatNothingInvalidatedSince() {
        Cache<String, String> one = texts(caches);
        LoadOptions how = one.options().loading();
        try (Reservation<String> reserved = one.reserve("a")) {
            assertThat(reserved.isPresent()).isFalse();
            assertThat(reserved.store("first", how)).isTrue();
        }
        assertThat(one.get("a")).isEqualTo("first");
        assertThat(texts(others).get("a")).isEqualTo("first");
        try (Reservation<String> found = one.reserve("a")) {
            assertThat(found.present()).isEqualTo("first");
        }

        one.invalidate("a");
        try (Reservation<String> reserved = one.reserve("a")) {
            one.invalidate("a");
            assertThat(reserved.store("old", how)).isFalse();
        }
        assertThat(one.get("a")).isNull();
        assertThat(server.places()).isEmpty();
    }

    @Test
    void aReservationThatIsClosedLetsOthersLoad() {
        Cache<String, String> one = texts(caches);
        one.reserve("a").close();
        assertThat(texts(others).getOrLoad("a", this::load)).isEqualTo("a1");
    }

    @Test
    void theHottestKeysAreThoseThatAreReadMost() {
        Cache<Integer, Integer> cache = caches.localCache(CacheOptions.named("numbers"));
        for (int i = 0; i < 200_000; i++) {
            time.advance(Duration.ofNanos(977));
            cache.getOrLoad(i % 3 == 0 ? 7 : i % 500, key -> key);
        }
        List<KeyHeat<Integer>> hottest = cache.hottest(3);
        assertThat(hottest).hasSize(3);
        assertThat(hottest.getFirst().key()).isEqualTo(7);
        assertThat(hottest.getFirst().reads()).isBetween(40_000L, 100_000L);
        assertThat(cache.coldest(5)).hasSize(5);
    }

    @Test
    void anUnknownPatternOrTagIsRefusedByName() {
        Cache<String, String> one = texts(caches);
        assertThatThrownBy(() -> one.invalidateMatching(""))
                .hasMessageContaining("glob must be of 1 to 4096 characters");
        assertThatThrownBy(() -> caches.invalidateTags("a\nb"))
                .hasMessageContaining("tags must be");
        assertThatThrownBy(() ->
                        Loaded.of("x")
                                .withTags(
                                        IntStream.range(0, 17)
                                                .mapToObj(Objects::toString)
                                                .toList()))
                .hasMessageContaining("tags must be at most 16, but is 17");
    }
}
