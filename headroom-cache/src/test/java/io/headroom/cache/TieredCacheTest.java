package io.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.test.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TieredCacheTest {

    private static final LoadOptions EXACT =
            LoadOptions.defaults().withTtlJitter(0).withTtl(Duration.ofMinutes(10));
    private static final Duration SOON = Duration.ofMinutes(9);
    private static final Duration LATER = Duration.ofMinutes(11);

    private final ManualTime time = new ManualTime();
    private final SimulatedServer server = new SimulatedServer(time::nanos, time);
    private final SimulatedServer.Node l2 = server.node();
    private final AtomicInteger loads = new AtomicInteger();
    private final HeadroomCaches caches =
            HeadroomCaches.builder()
                    .l2(l2)
                    .nanoTime(time::nanos)
                    .random(() -> new Random(42))
                    .build();

    @AfterEach
    void close() {
        caches.close();
    }

    private Cache<String, String> cache(LoadOptions loading) {
        return caches.cache(
                CacheOptions.named("texts").withLoading(loading),
                KeyCodec.strings(),
                Codec.strings());
    }

    private String load(String key) {
        return key + loads.incrementAndGet();
    }

    @Test
    void aReadGoesFromTheLoaderToL1() {
        Cache<String, String> cache = cache(EXACT);

        assertThat(cache.lookupOrLoad("a", this::load))
                .isEqualTo(new Lookup.Loaded<>("a1", EXACT.ttl(), false));
        time.advance(Duration.ofSeconds(17));
        assertThat(cache.lookupOrLoad("a", this::load))
                .isEqualTo(
                        new Lookup.Hit<>("a1", Tier.L1, EXACT.ttl().minus(Duration.ofSeconds(17))));
        assertThat(cache.getOrLoad("a", this::load)).isEqualTo("a1");
        assertThat(cache.get("b")).isNull();
        assertThat(cache.lookup("b")).isEqualTo(new Lookup.Missing<>());
    }

    @Test
    void anotherNodeFindsTheValueInL2WithWhatIsLeftOfItsTime() {
        cache(EXACT).getOrLoad("a", this::load);
        time.advance(SOON);

        try (HeadroomCaches other =
                HeadroomCaches.builder().l2(server.node()).nanoTime(time::nanos).build()) {
            Cache<String, String> cache =
                    other.cache(CacheOptions.named("texts"), KeyCodec.strings(), Codec.strings());
            assertThat(cache.lookup("a"))
                    .isEqualTo(new Lookup.Hit<>("a1", Tier.L2, Duration.ofMinutes(1)));
            assertThat(cache.lookup("a"))
                    .isEqualTo(new Lookup.Hit<>("a1", Tier.L1, Duration.ofMinutes(1)));
        }
    }

    @Test
    void anExpiredValueIsLoadedAgain() {
        Cache<String, String> cache = cache(EXACT);
        cache.getOrLoad("a", this::load);

        time.advance(LATER);

        assertThat(cache.get("a")).isNull();
        assertThat(cache.getOrLoad("a", this::load)).isEqualTo("a2");
    }

    @Test
    void jitterShortensATtlByItsShareAtMost() {
        Cache<String, String> cache = cache(EXACT.withTtlJitter(0.1));
        for (int i = 0; i < 100; i++) {
            var loaded = (Lookup.Loaded<String>) cache.lookupOrLoad("k" + i, this::load);
            assertThat(loaded.ttl())
                    .isBetween(EXACT.ttl().multipliedBy(9).dividedBy(10), EXACT.ttl());
        }
    }

    @Test
    void anAdaptiveLoaderDecidesHowLongItsValueIsKept() {
        Cache<String, String> cache = cache(EXACT);
        cache.getOrLoad("short", Loader.adaptive(k -> Loaded.of(k).withTtl(Duration.ofSeconds(5))));
        cache.getOrLoad("never", Loader.adaptive(k -> Loaded.of(k).notCached()));

        assertThat(cache.get("short")).isEqualTo("short");
        assertThat(cache.get("never")).isNull();
        assertThat(server.places()).containsOnly("texts/short");
        time.advance(Duration.ofSeconds(6));
        assertThat(cache.get("short")).isNull();
    }

    @Test
    void thatThereIsNoValueIsRememberedOnlyWhereTheOptionsSaySo() {
        Cache<String, String> forgetful = cache(EXACT);
        AtomicInteger asked = new AtomicInteger();
        Loader<String, String> none =
                key -> {
                    asked.incrementAndGet();
                    return null;
                };

        assertThat(forgetful.getOrLoad("x", none)).isNull();
        assertThat(forgetful.getOrLoad("x", none)).isNull();
        assertThat(asked).hasValue(2);

        LoadOptions remembering = EXACT.withNegativeTtl(Duration.ofSeconds(30));
        forgetful.getOrLoad("y", none, remembering);
        assertThat(forgetful.lookupOrLoad("y", none))
                .isEqualTo(new Lookup.Hit<>(null, Tier.L1, Duration.ofSeconds(30)));
        assertThat(asked).hasValue(3);
    }

    @Test
    void theLoadersExceptionComesThroughAndNothingIsStored() {
        Cache<String, String> cache = cache(EXACT);
        IllegalStateException failure = new IllegalStateException("database is away");

        assertThatThrownBy(() -> cache.getOrLoad("a", _ -> fail(failure))).isSameAs(failure);
        IOException checked = new IOException("disk");
        assertThatThrownBy(() -> cache.getOrLoad("a", _ -> fail(checked)))
                .isInstanceOf(CacheLoadException.class)
                .hasMessageContaining("'a' of cache 'texts'")
                .hasCause(checked);
        assertThat(cache.getOrLoad("a", this::load)).isEqualTo("a1");
        assertThat(cache.statistics().loads().failed()).isEqualTo(2);
    }

    private static String fail(Exception failure) throws Exception {
        throw failure;
    }

    @Test
    void anExpiredValueIsServedWhenTheLoadFailsButNeverAnInvalidatedOne() {
        Cache<String, String> cache = cache(EXACT.withStaleOnError(Duration.ofHours(1)));
        IllegalStateException failure = new IllegalStateException("database is away");
        cache.getOrLoad("a", this::load);
        time.advance(LATER);

        assertThat(cache.lookupOrLoad("a", _ -> fail(failure)))
                .isEqualTo(new Lookup.Stale<>("a1", Duration.ofMinutes(1), Lookup.Why.LOAD_FAILED));
        cache.invalidate("a");
        assertThatThrownBy(() -> cache.getOrLoad("a", _ -> fail(failure))).isSameAs(failure);
    }

    @Test
    void manyCallersShareOneLoad() throws Exception {
        Cache<String, String> cache = cache(EXACT);
        CountDownLatch loading = new CountDownLatch(1);
        List<Future<Lookup<String>>> answers = new ArrayList<>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                answers.add(
                        callers.submit(() ->
                                cache.lookupOrLoad(
                                        "a",
                                        key -> {
                                            loading.await();
                                            return load(key);
                                        })));
            }
            while (cache.statistics().loads().collapsed() < 63) {
                Thread.onSpinWait();
            }
            loading.countDown();
            int collapsed = 0;
            for (Future<Lookup<String>> answer : answers) {
                var loaded = (Lookup.Loaded<String>) answer.get();
                assertThat(loaded.value()).isEqualTo("a1");
                collapsed += loaded.collapsed() ? 1 : 0;
            }
            assertThat(collapsed).isEqualTo(63);
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void aSlowLoadDoesNotHoldUpOtherKeys() throws Exception {
        Cache<String, String> cache = cache(EXACT);
        CountDownLatch slow = new CountDownLatch(1);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> waiting =
                    callers.submit(() ->
                            cache.getOrLoad(
                                    "slow",
                                    key -> {
                                        slow.await();
                                        return key;
                                    }));
            for (int i = 0; i < 1_000; i++) {
                assertThat(cache.getOrLoad("k" + i, key -> key)).isEqualTo("k" + i);
            }
            slow.countDown();
            assertThat(waiting.get()).isEqualTo("slow");
        }
    }

    @Test
    void aLoadThatNeverEndsHoldsNoCallerLongerThanTheTimeout() {
        Cache<String, String> cache = cache(EXACT.withTimeout(Duration.ofMillis(50)));
        CountDownLatch never = new CountDownLatch(1);

        assertThatThrownBy(() ->
                        cache.getOrLoad(
                                "a",
                                key -> {
                                    never.await();
                                    return key;
                                }))
                .isInstanceOf(LoadTimeoutException.class)
                .hasMessageContaining("'a' of cache 'texts'")
                .hasMessageContaining("PT0.05S");
        assertThat(cache.statistics().loads().timedOut()).isEqualTo(1);
    }

    @Test
    void aLoaderThatAsksForItsOwnKeyIsRefused() {
        Cache<String, String> cache = cache(EXACT);

        assertThatThrownBy(() ->
                        cache.getOrLoad(
                                "a", a -> cache.getOrLoad("b", _ -> cache.getOrLoad(a, k -> k))))
                .isInstanceOf(ReentrantLoadException.class)
                .hasMessageContaining("'a' of cache 'texts'");
        assertThat(cache.getOrLoad("a", a -> cache.getOrLoad("b", b -> a + b))).isEqualTo("ab");
    }

    @Test
    void aLoadThatAnInvalidationOvertookIsStoredNowhereAndJoinedByNobody() throws Exception {
        Cache<String, String> cache = cache(EXACT);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        AtomicReference<String> database = new AtomicReference<>("old");
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> before =
                    callers.submit(() ->
                            cache.getOrLoad(
                                    "a",
                                    _ -> {
                                        String read = database.get();
                                        begun.countDown();
                                        released.await();
                                        return read;
                                    }));
            begun.await();
            database.set("new");
            cache.invalidate("a");

            assertThat(cache.getOrLoad("a", _ -> database.get())).isEqualTo("new");
            released.countDown();
            assertThat(before.get()).isEqualTo("old");
        }
        assertThat(cache.get("a")).isEqualTo("new");
        assertThat(cache.statistics().l1().fillsRejected()).isEqualTo(1);
        cache.invalidate("b");
        assertThat(server.textAt("texts/a")).endsWith("new");
    }

    @Test
    void putAndClearTurnAwayLoadsUnderWay() throws Exception {
        Cache<String, String> cache = cache(EXACT);
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch released = new CountDownLatch(1);
        Loader<String, String> old =
                _ -> {
                    begun.countDown();
                    released.await();
                    return "old";
                };
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> a = callers.submit(() -> cache.getOrLoad("a", old));
            Future<?> b = callers.submit(() -> cache.getOrLoad("b", old));
            begun.await();
            assertThat(cache.clear()).isInstanceOf(Invalidation.Logged.class);
            assertThat(cache.put("a", "new")).isInstanceOf(Invalidation.Logged.class);
            released.countDown();
            a.get();
            b.get();
        }
        assertThat(cache.get("a")).isEqualTo("new");
        assertThat(cache.get("b")).isNull();
        assertThat(server.places()).containsOnly("texts/a");
    }

    @Test
    void invalidatingDuringLoadsNeverLeavesAnOldValue() throws Exception {
        Cache<String, String> cache = cache(EXACT);
        Map<String, AtomicInteger> database = new HashMap<>();
        for (int i = 0; i < 16; i++) {
            database.put("k" + i, new AtomicInteger());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Random random = new Random(t);
                all.add(
                        threads.submit(() -> {
                            for (int i = 0; i < 5_000; i++) {
                                String key = "k" + random.nextInt(16);
                                AtomicInteger row = Objects.requireNonNull(database.get(key));
                                if (random.nextInt(10) == 0) {
                                    row.incrementAndGet();
                                    cache.invalidate(key);
                                } else {
                                    int floor = row.get() - 8;
                                    String read =
                                            cache.getOrLoad(key, _ -> Integer.toString(row.get()));
                                    // Eight writers at most have not yet returned.
                                    assertThat(Integer.parseInt(read))
                                            .isGreaterThanOrEqualTo(floor);
                                }
                            }
                        }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        database.forEach((key, row) ->
                assertThat(cache.getOrLoad(key, _ -> Integer.toString(row.get())))
                        .as(key)
                        .isEqualTo(Integer.toString(row.get())));
    }

    @Test
    void manyKeysAreLoadedByOneCall() {
        Cache<String, String> cache = cache(EXACT);
        cache.put("b", "B");
        List<Set<String>> asked = Collections.synchronizedList(new ArrayList<>());
        BulkLoader<String, String> loader =
                keys -> {
                    asked.add(Set.copyOf(keys));
                    Map<String, String> found = new HashMap<>();
                    keys.stream()
                            .filter(key -> !key.equals("none"))
                            .forEach(key -> found.put(key, key + key));
                    return found;
                };

        assertThat(cache.getAll(List.of("a", "b", "none", "c", "a"), loader))
                .containsExactly(Map.entry("a", "aa"), Map.entry("b", "B"), Map.entry("c", "cc"));
        assertThat(asked).containsExactly(Set.of("a", "none", "c"));
        assertThat(cache.get("c")).isEqualTo("cc");
        assertThatThrownBy(() ->
                        cache.getAll(
                                List.of("d", "e"),
                                _ -> {
                                    throw new IOException("away");
                                }))
                .isInstanceOf(CacheLoadException.class);
        assertThat(cache.getAll(List.of("d"), loader)).containsEntry("d", "dd");
    }

    @Test
    void aBrokenL2IsLoadedAroundAndItsInvalidationIsDeferred() {
        Cache<String, String> cache = cache(EXACT);
        l2.broken = true;

        assertThat(cache.getOrLoad("a", this::load)).isEqualTo("a1");
        assertThat(cache.invalidate("a")).isInstanceOf(Invalidation.Deferred.class);
        assertThat(cache.getOrLoad("a", this::load)).isEqualTo("a2");
        assertThat(cache.statistics().l2().bypassed()).isEqualTo(2);
        assertThat(cache.statistics().invalidations().deferred()).isEqualTo(1);
    }

    @Test
    void aPoisonedValueIsAMissAndReplaced() {
        Cache<String, String> cache = cache(EXACT);
        server.poison("texts", "a", new byte[] {1, 2, 3});

        assertThat(cache.getOrLoad("a", this::load)).isEqualTo("a1");
        assertThat(cache.statistics().l2().undecodable()).isEqualTo(1);
        assertThat(server.textAt("texts/a")).endsWith("a1");
    }

    @Test
    void aCodecThatFailsKeepsItsValueInL1() {
        Codec<String> failing =
                new Codec<>() {
                    @Override
                    public byte[] encode(String value) {
                        throw new IllegalStateException("no");
                    }

                    @Override
                    public String decode(byte[] bytes) {
                        throw new IllegalStateException("no");
                    }
                };
        Cache<String, String> cache =
                caches.cache(CacheOptions.named("failing"), KeyCodec.strings(), failing);

        assertThat(cache.getOrLoad("a", this::load)).isEqualTo("a1");
        assertThat(cache.getOrLoad("a", this::load)).isEqualTo("a1");
        assertThat(server.places()).isEmpty();
    }

    @Test
    void aKeyThatIsTooLongIsRefusedByName() {
        Cache<String, String> cache = cache(EXACT);
        assertThatThrownBy(() -> cache.getOrLoad("k".repeat(5_000), this::load))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cache 'texts' has 5000 characters");
        assertThat(cache.getOrLoad("k", this::load)).isEqualTo("k1");
    }

    @Test
    void l1StaysWithinItsLimitAndCountsWhatItHolds() {
        Cache<String, String> entries =
                caches.cache(
                        CacheOptions.named("few").withL1MaximumEntries(10),
                        KeyCodec.strings(),
                        Codec.strings());
        Cache<String, String> weighed =
                caches.cache(
                        CacheOptions.named("light")
                                .withL1MaximumBytes(io.headroom.core.Bytes.ofKilobytes(10)),
                        KeyCodec.strings(),
                        Codec.strings());
        for (int i = 0; i < 1_000; i++) {
            entries.getOrLoad("k" + i, key -> key);
            weighed.getOrLoad("k" + i, _ -> "x".repeat(1_000));
        }

        assertThat(entries.statistics().l1().entries()).isEqualTo(10);
        assertThat(entries.statistics().l1().evictions()).isEqualTo(990);
        assertThat(weighed.statistics().l1().bytes()).isBetween(1_000L, 10_240L);
    }

    @Test
    void aLocalCacheNeedsNoCodecAndSharesNothing() {
        Cache<List<Integer>, Object> cache = caches.localCache(CacheOptions.named("local"));
        Object value = new Object();

        assertThat(cache.getOrLoad(List.of(1, 2), _ -> value)).isSameAs(value);
        assertThat(cache.get(List.of(1, 2))).isSameAs(value);
        assertThat(cache.invalidate(List.of(1, 2))).isEqualTo(new Invalidation.Local());
        assertThat(cache.get(List.of(1, 2))).isNull();
        assertThat(server.places()).isEmpty();
        assertThatThrownBy(() -> caches.localCache(CacheOptions.named("local")))
                .hasMessageContaining("already a cache named 'local'");
    }

    @Test
    void aHitInL1AllocatesNothing() {
        Cache<String, String> cache = cache(EXACT);
        Loader<String, String> loader = this::load;
        cache.getOrLoad("a", loader);
        var threads =
                (com.sun.management.ThreadMXBean)
                        java.lang.management.ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                cache.getOrLoad("a", loader);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes for 10,000 hits").isLessThan(10_000);
    }
}
