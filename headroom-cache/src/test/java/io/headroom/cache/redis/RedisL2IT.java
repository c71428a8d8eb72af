package io.headroom.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheOptions;
import io.headroom.cache.Codec;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.Invalidation;
import io.headroom.cache.KeyCodec;
import io.headroom.cache.L2Health;
import io.headroom.cache.L2Options;
import io.headroom.cache.Lookup;
import io.headroom.cache.Tier;
import io.headroom.embedded.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two nodes, each with its own registry, on one real Redis that is killed, stopped and restarted.
@Timeout(120)
class RedisL2IT {

    /// The first commands of a process take longer than the default budget.
    private static final L2Options PATIENT =
            L2Options.defaults().withReadBudget(Duration.ofMillis(500));

    private final EmbeddedRedis redis =
            EmbeddedRedis.start(
                    io.headroom.embedded.RedisOptions.temporary().withSetting("appendonly", "yes"));
    private final Node a = new Node();
    private final Node b = new Node();

    private final class Node implements AutoCloseable {
        final HeadroomCaches caches =
                HeadroomCaches.builder().l2(RedisL2.connect(RedisOptions.at(redis.url()))).build();
        final Cache<String, String> cache =
                caches.cache(
                        CacheOptions.named("texts").withL2(PATIENT),
                        KeyCodec.strings(),
                        Codec.strings());

        @Override
        public void close() {
            caches.close();
        }
    }

    @AfterEach
    void close() {
        a.close();
        b.close();
        redis.close();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            assertThat(never.await(2, java.util.concurrent.TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    private static L2Health.State state(Node node) {
        return node.caches.l2Health().state();
    }

    private static void inL2(Node node, String key, String value) throws InterruptedException {
        await(
                key + " in L2",
                () ->
                        node.cache.lookup(key) instanceof Lookup.Hit<String> hit
                                && value.equals(hit.value()));
    }

    private void awaitClosed() throws InterruptedException {
        await(
                "both serve",
                () ->
                        state(a) == L2Health.State.CLOSED
                                && state(b) == L2Health.State.CLOSED
                                && a.caches.l2Health().logConnected()
                                && b.caches.l2Health().logConnected());
    }

    private void signal(String name) throws IOException, InterruptedException {
        int status =
                new ProcessBuilder("kill", "-" + name, Long.toString(redis.pid()))
                        .start()
                        .waitFor();
        assertThat(status).isZero();
    }

    @Test
    void oneNodeFindsWhatTheOtherLoaded() throws Exception {
        assertThat(a.cache.getOrLoad("k", _ -> "v")).isEqualTo("v");
        inL2(b, "k", "v");
        assertThat(b.cache.statistics().l2().hits()).isEqualTo(1);
        assertThat(((Lookup.Hit<String>) b.cache.lookup("k")).tier()).isEqualTo(Tier.L1);
        assertThat(((Lookup.Hit<String>) b.cache.lookup("k")).ttl())
                .isBetween(Duration.ofMinutes(50), Duration.ofMinutes(60));
    }

    @Test
    void anInvalidationOrAPutReachesTheOtherNode() throws Exception {
        a.cache.getOrLoad("k", _ -> "old");
        inL2(b, "k", "old");

        assertThat(a.cache.invalidate("k")).isInstanceOf(Invalidation.Logged.class);
        await("b dropped it", () -> b.cache.get("k") == null);
        assertThat(b.cache.getOrLoad("k", _ -> "new")).isEqualTo("new");
        inL2(a, "k", "new");

        a.cache.put("k", "newer");
        await("b sees the put", () -> "newer".equals(b.cache.get("k")));
        assertThat(a.cache.get("k")).isEqualTo("newer");

        b.cache.clear();
        await("a is empty", () -> a.cache.get("k") == null);
    }

    @Test
    void aLoadThatAnotherNodesInvalidationOvertookEntersNoTier() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> load =
                    callers.submit(() ->
                            a.cache.getOrLoad(
                                    "k",
                                    _ -> {
                                        begun.countDown();
                                        released.await();
                                        return "old";
                                    }));
            begun.await();
            b.cache.invalidate("k");
            released.countDown();
            load.get();
        }
        await(
                "the fill was turned away",
                () ->
                        a.cache.statistics().l1().fillsRejected()
                                        + a.cache.statistics().l2().fillsRejected()
                                >= 1);
        assertThat(b.cache.get("k")).isNull();
        await("a dropped it", () -> a.cache.get("k") == null);
    }

    @Test
    void manyKeysComeInOneQuestion() throws Exception {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            all.put("k" + i, "v" + i);
        }
        assertThat(a.cache.getAll(all.keySet(), _ -> all)).isEqualTo(all);
        await("all are stored", () -> a.cache.statistics().l2().fills() == 100);

        assertThat(
                        b.cache.getAll(
                                all.keySet(),
                                keys -> {
                                    throw new IllegalStateException("asked for " + keys);
                                }))
                .isEqualTo(all);
    }

    @Test
    void noCallFailsWhileRedisIsKilledAndRestarted() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<Future<?>> traffic = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (int t = 0; t < 4; t++) {
                Random random = new Random(t);
                Node node = t % 2 == 0 ? a : b;
                traffic.add(
                        threads.submit(() -> {
                            while (!stop.get()) {
                                String key = "k" + random.nextInt(5_000);
                                if (random.nextInt(20) == 0) {
                                    node.cache.invalidate(key);
                                }
                                assertThat(node.cache.getOrLoad(key, k -> k)).isEqualTo(key);
                                answered.incrementAndGet();
                            }
                        }));
            }
            awaitMore(answered, 2_000);
            redis.kill();
            await(
                    "both noticed",
                    () -> state(a) != L2Health.State.CLOSED && state(b) != L2Health.State.CLOSED);
            awaitMore(answered, 2_000);
            redis.restart();
            awaitClosed();
            awaitMore(answered, 2_000);
            stop.set(true);
            for (Future<?> one : traffic) {
                one.get();
            }
        }
        assertThat(a.caches.l2Health().pendingInvalidations()).isZero();
        long before = a.cache.statistics().l2().hits();
        b.cache.put("after", "all");
        inL2(a, "after", "all");
        assertThat(a.cache.statistics().l2().hits()).isGreaterThan(before);
    }

    private static void awaitMore(AtomicInteger counter, int more) throws InterruptedException {
        int goal = counter.get() + more;
        await("traffic", () -> counter.get() >= goal);
    }

    @Test
    void whatWasInvalidatedDuringAnOutageDoesNotComeBack() throws Exception {
        AtomicReference<String> database = new AtomicReference<>("old");
        a.cache.getOrLoad("k", _ -> database.get());
        inL2(b, "k", "old");
        await("it is stored", () -> a.cache.statistics().l2().fills() == 1);

        redis.kill();
        database.set("new");
        assertThat(a.cache.invalidate("k")).isInstanceOf(Invalidation.Deferred.class);
        assertThat(a.cache.getOrLoad("k", _ -> database.get())).isEqualTo("new");
        redis.restart();
        awaitClosed();

        assertThat(a.cache.getOrLoad("k", _ -> database.get())).isEqualTo("new");
        await("b follows", () -> "new".equals(b.cache.getOrLoad("k", _ -> database.get())));
        // Neither node ever takes the old value from the append-only file again.
        try (Node fresh = new Node()) {
            assertThat(fresh.cache.getOrLoad("k", _ -> database.get())).isEqualTo("new");
        }
    }

    @Test
    void whatARestartedRedisLostTheMemoryOfIsNotServed() throws Exception {
        // The append-only file is written every second: the deletion below may be lost with it.
        a.cache.getOrLoad("k", _ -> "old");
        await("it is stored", () -> a.cache.statistics().l2().fills() == 1);
        RedisClient client = RedisClient.create(redis.url());
        byte[] snapshot;
        try (var connection = client.connect()) {
            String key = connection.sync().keys("*{k}").getFirst();
            snapshot = connection.sync().dump(key);
            assertThat(a.cache.invalidate("k")).isInstanceOf(Invalidation.Logged.class);
            redis.kill();
            redis.restart();
            awaitClosed();
            var _ = connection.sync().restore(key, 0, snapshot);
        } finally {
            client.shutdown();
        }
        assertThat(a.cache.get("k")).isNull();
        assertThat(b.cache.get("k")).isNull();
    }

    @Test
    void aStoppedRedisCostsItsBudgetUntilTheBreakerOpensAndThenNothing() throws Exception {
        Cache<String, String> quick =
                a.caches.cache(CacheOptions.named("quick"), KeyCodec.strings(), Codec.strings());
        a.cache.getOrLoad("warm", k -> k);
        inL2(b, "warm", "warm");
        signal("STOP");
        try {
            for (int i = 0; i < 5; i++) {
                assertThat(quick.getOrLoad("slow" + i, k -> k)).isEqualTo("slow" + i);
            }
            assertThat(state(a)).isNotEqualTo(L2Health.State.CLOSED);
            long began = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                quick.getOrLoad("free" + i, k -> k);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofMillis(500));
            assertThat(a.cache.invalidate("warm")).isInstanceOf(Invalidation.Deferred.class);
        } finally {
            signal("CONT");
        }
        awaitClosed();
        await("b follows", () -> b.cache.get("warm") == null);
    }

    @Test
    void theLogIsReadOnAfterItsConnectionWasCutAndAGapEmptiesL1() throws Exception {
        a.cache.getOrLoad("k", _ -> "old");
        inL2(b, "k", "old");
        RedisClient client = RedisClient.create(redis.url());
        try (var connection = client.connect()) {
            connection.sync().clientKill(io.lettuce.core.KillArgs.Builder.typeNormal().skipme());
            a.cache.invalidate("k");
            await("b caught up", () -> b.cache.get("k") == null);
            assertThat(b.cache.statistics().invalidations().flushes()).isZero();

            awaitClosed();
            connection.sync().incr("headroom:v1:log:sequence");
            a.cache.invalidate("other");
            await("b found the gap", () -> b.cache.statistics().invalidations().flushes() == 1);

            connection.sync().xadd("headroom:v1:log", "no", "event");
            await("b joined anew", () -> b.cache.statistics().invalidations().flushes() == 2);
            b.cache.put("k", "v");
            await("a hears of b again", () -> "v".equals(a.cache.get("k")));
        } finally {
            client.shutdown();
        }
    }

    @Test
    void aRedisThatIsNotThereAtTheStartIsUsedAsSoonAsItIs() throws Exception {
        redis.kill();
        try (Node early = new Node()) {
            assertThat(early.cache.getOrLoad("k", k -> k)).isEqualTo("k");
            assertThat(state(early)).isNotEqualTo(L2Health.State.CLOSED);
            redis.restart();
            await("it serves", () -> state(early) == L2Health.State.CLOSED);
            early.cache.put("x", "y");
            awaitClosed();
            inL2(a, "x", "y");
        }
    }
}
