package io.headroom.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// When a value is loaded, refreshed, served though it expired, or given up.
@Timeout(30)
class FreshnessTest {

    private static final LoadOptions EXACT =
            LoadOptions.defaults()
                    .withTtlJitter(0)
                    .withTtl(Duration.ofMinutes(10))
                    .withEarlyRefresh(0);
    private static final Duration LATER = Duration.ofMinutes(11);

    private final ManualTime time = new ManualTime();
    private final SimulatedServer server = new SimulatedServer(time::nanos, time);
    private final SimulatedServer.Node here = server.node();
    private final SimulatedServer.Node there = server.node();
    private final HeadroomCaches caches = registry(here);
    private final HeadroomCaches others = registry(there);
    private final AtomicInteger loads = new AtomicInteger();

    private HeadroomCaches registry(SimulatedServer.Node node) {
        return HeadroomCaches.builder()
                .l2(node)
                .nanoTime(time::nanos)
                .random(() -> new Random(42))
                .build();
    }

    @AfterEach
    void close() {
        caches.close();
        others.close();
    }

    private static Cache<String, String> cache(HeadroomCaches registry, CacheOptions options) {
        return registry.cache(options, KeyCodec.strings(), Codec.strings());
    }

    private static CacheOptions texts(LoadOptions loading) {
        return CacheOptions.named("texts").withLoading(loading);
    }

    private String load(String key) {
        return key + loads.incrementAndGet();
    }

    private static void eventually(java.util.function.BooleanSupplier fact) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void anExpiredValueIsServedAtOnceWhileItIsLoadedAnew() {
        Cache<String, String> cache =
                cache(caches, texts(EXACT.withStaleWhileRevalidate(Duration.ofHours(1))));
        cache.getOrLoad("a", this::load);
        time.advance(LATER);

        assertThat(cache.lookupOrLoad("a", this::load))
                .isEqualTo(
                        new Lookup.Stale<>("a1", Duration.ofMinutes(1), Lookup.Why.REVALIDATING));
        eventually(() -> "a2".equals(cache.get("a")));
        assertThat(cache.statistics().loads().revalidations()).isEqualTo(1);
    }

    @Test
    void anExpiredValueOfL2IsServedWhileItIsLoadedAnewToo() {
        LoadOptions how = EXACT.withStaleWhileRevalidate(Duration.ofHours(1));
        cache(others, texts(how)).getOrLoad("a", this::load);
        time.advance(LATER);

        Cache<String, String> cache = cache(caches, texts(how));
        assertThat(cache.lookupOrLoad("a", this::load))
                .isEqualTo(
                        new Lookup.Stale<>("a1", Duration.ofMinutes(1), Lookup.Why.REVALIDATING));
        eventually(() -> "a2".equals(cache.get("a")));
    }

    @Test
    void anInvalidatedValueIsNeverServedWhileItIsLoadedAnew() {
        LoadOptions how =
                EXACT.withStaleWhileRevalidate(Duration.ofHours(1))
                        .withStaleOnError(Duration.ofHours(1))
                        .withTags(List.of("t"));
        Cache<String, String> cache = cache(caches, texts(how));
        cache.getOrLoad("a", this::load);
        cache.getOrLoad("b", this::load);
        time.advance(LATER);

        cache.invalidate("a");
        assertThat(cache.getOrLoad("a", this::load)).isEqualTo("a3");
        caches.invalidateTags("t");
        assertThat(cache.getOrLoad("b", this::load)).isEqualTo("b4");
    }

    @Test
    void aValueIsLoadedAnewBeforeItExpiresInProportionToTheTimeItsLoadTakes() {
        Cache<String, String> cache = cache(caches, texts(EXACT.withEarlyRefresh(1)));
        Loader<String, String> slow =
                key -> {
                    time.advance(Duration.ofSeconds(30));
                    return load(key);
                };
        cache.getOrLoad("a", slow);

        time.advance(Duration.ofMinutes(1));
        for (int i = 0; i < 1_000; i++) {
            assertThat(cache.getOrLoad("a", this::load)).isEqualTo("a1");
        }
        time.advance(Duration.ofMinutes(10).minusSeconds(61));
        eventually(() -> "a2".equals(cache.getOrLoad("a", this::load)));
        assertThat(cache.statistics().loads().early()).isPositive();
        assertThat(loads).hasValue(2);
    }

    @Test
    void aRefreshTakesWhatAnotherNodeHasLoadedAnewAlready() {
        LoadOptions how = EXACT.withStaleWhileRevalidate(Duration.ofHours(1));
        Cache<String, String> one = cache(caches, texts(how));
        Cache<String, String> two = cache(others, texts(how));
        one.getOrLoad("a", this::load);
        assertThat(two.getOrLoad("a", this::load)).isEqualTo("a1");
        time.advance(LATER);

        one.lookupOrLoad("a", this::load);
        eventually(() -> "a2".equals(one.get("a")));
        assertThat(two.getOrLoad("a", this::load)).isEqualTo("a1");
        eventually(() -> "a2".equals(two.get("a")));
        assertThat(loads).hasValue(2);
    }

    @Test
    void aLoadSlowerThanTheSoftTimeoutGivesTheExpiredValueAndGoesOn() {
        LoadOptions how =
                EXACT.withStaleOnError(Duration.ofHours(1))
                        .withTimeouts(Duration.ofMillis(5), Duration.ofSeconds(20));
        Cache<String, String> cache = cache(caches, texts(how));
        cache.getOrLoad("a", this::load);
        time.advance(LATER);
        CountDownLatch slow = new CountDownLatch(1);

        assertThat(
                        cache.lookupOrLoad(
                                "a",
                                key -> {
                                    slow.await();
                                    return load(key);
                                }))
                .isEqualTo(new Lookup.Stale<>("a1", Duration.ofMinutes(1), Lookup.Why.LOAD_SLOW));
        slow.countDown();
        eventually(() -> "a2".equals(cache.get("a")));
    }

    @Test
    void aLoadThatNobodyWaitsForAnyMoreIsInterruptedAndItsLeaseGivenBack() {
        Cache<String, String> cache =
                cache(caches, texts(EXACT.withTimeout(Duration.ofMillis(20))));
        AtomicBoolean interrupted = new AtomicBoolean();

        assertThatThrownBy(() ->
                        cache.getOrLoad(
                                "a",
                                key -> {
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException e) {
                                        interrupted.set(true);
                                        throw e;
                                    }
                                    return key;
                                }))
                .isInstanceOf(LoadTimeoutException.class);
        eventually(interrupted::get);
        assertThat(cache.statistics().loads().cancelled()).isEqualTo(1);
        assertThat(cache(others, texts(EXACT)).getOrLoad("a", this::load)).isEqualTo("a1");
    }

    @Test
    void aBulkLoadThatNobodyWaitsForAnyMoreIsInterruptedToo() {
        Cache<String, String> cache =
                cache(caches, texts(EXACT.withTimeout(Duration.ofMillis(20))));
        AtomicBoolean interrupted = new AtomicBoolean();

        assertThatThrownBy(() ->
                        cache.getAll(
                                List.of("a", "b", "c"),
                                keys -> {
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException e) {
                                        interrupted.set(true);
                                        throw e;
                                    }
                                    return java.util.Map.of();
                                }))
                .isInstanceOf(LoadTimeoutException.class);
        eventually(interrupted::get);
        assertThat(cache.statistics().loads().cancelled()).isEqualTo(3);
        assertThat(cache(others, texts(EXACT)).getOrLoad("c", this::load)).isEqualTo("c1");
    }

    @Test
    void aLoadThatSomebodyStillWaitsForIsNotInterrupted() throws Exception {
        Cache<String, String> cache = cache(caches, texts(EXACT));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        Loader<String, String> loader =
                key -> {
                    begun.countDown();
                    slow.await();
                    return load(key);
                };
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> patient = pool.submit(() -> cache.getOrLoad("a", loader));
            begun.await();
            assertThatThrownBy(() ->
                            cache.getOrLoad("a", loader, EXACT.withTimeout(Duration.ofMillis(5))))
                    .isInstanceOf(LoadTimeoutException.class);
            slow.countDown();
            assertThat(patient.get()).isEqualTo("a1");
        }
    }

    @Test
    void oneNodeLoadsForAll() throws Exception {
        Cache<String, String> one = cache(caches, texts(EXACT));
        Cache<String, String> two = cache(others, texts(EXACT));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> first =
                    pool.submit(() ->
                            one.getOrLoad(
                                    "a",
                                    key -> {
                                        begun.countDown();
                                        slow.await();
                                        return load(key);
                                    }));
            begun.await();
            Future<String> second = pool.submit(() -> two.getOrLoad("a", this::load));
            Future<?> third =
                    pool.submit(() ->
                            two.getAll(
                                    List.of("a", "b"),
                                    keys -> {
                                        java.util.Map<String, String> values =
                                                new java.util.HashMap<>();
                                        keys.forEach(key -> values.put(key, load(key)));
                                        return values;
                                    }));
            eventually(() -> two.statistics().l2().busy() > 3);
            slow.countDown();
            String loaded = first.get();
            assertThat(second.get()).isEqualTo(loaded);
            assertThat(third.get()).isEqualTo(java.util.Map.of("a", loaded, "b", "b1"));
            assertThat(loads).hasValue(2);
        }
    }

    @Test
    void whoeverWaitsForADeadNodesLoadLoadsWhenItsLeaseIsOver() throws Exception {
        Cache<String, String> two = cache(others, texts(EXACT));
        here.open("texts", new NoListener())
                .readOrLease(List.of("a"), Duration.ofSeconds(2), Duration.ofSeconds(1));
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> waiting = pool.submit(() -> two.getOrLoad("a", this::load));
            eventually(() -> two.statistics().l2().busy() > 2);
            time.advance(Duration.ofSeconds(3));
            assertThat(waiting.get()).isEqualTo("a1");
        }
    }

    @Test
    void noMoreLoadsThanAllowedRunWhileL2IsAway() throws Exception {
        Cache<String, String> cache =
                cache(
                        caches,
                        texts(EXACT.withTimeout(Duration.ofMillis(300))).withDegradedLoads(1));
        here.broken = true;
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch slow = new CountDownLatch(1);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> first =
                    pool.submit(() ->
                            cache.getOrLoad(
                                    "a",
                                    key -> {
                                        begun.countDown();
                                        slow.await();
                                        return load(key);
                                    },
                                    EXACT));
            begun.await();
            assertThatThrownBy(() -> cache.getOrLoad("b", this::load))
                    .isInstanceOf(LoadTimeoutException.class);
            slow.countDown();
            assertThat(first.get()).isEqualTo("a1");
            assertThat(cache.getOrLoad("c", this::load)).isEqualTo("c2");
        }
    }

    private static final class NoListener implements L2Listener {
        @Override
        public void invalidated(String key) {}

        @Override
        public void matchingInvalidated(String glob) {}

        @Override
        public void cleared() {}

        @Override
        public void gap() {}
    }
}
