package io.headroom.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheOptions;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.Invalidation;
import io.headroom.cache.KeyCodec;
import io.headroom.cache.L2Options;
import io.headroom.cache.LoadOptions;
import io.headroom.cache.Loaded;
import io.headroom.cache.Loader;
import io.headroom.cache.json.JsonCodec;
import io.headroom.embedded.EmbeddedRedis;
import io.headroom.test.FaultProxy;
import io.headroom.test.StaleOracle;
import io.headroom.test.StaleVerdict;
import io.headroom.test.StaleWitness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Three nodes, each behind a network of its own, read and write while things break. The stale
/// oracle watches every read.
@Timeout(120)
class NeverStaleIT {

    private static final int NODES = 3;
    private static final int KEYS = 40;
    private static final int READERS = 3;
    private static final Duration LEASE = Duration.ofMillis(500);

    private final EmbeddedRedis redis =
            EmbeddedRedis.start(io.headroom.embedded.RedisOptions.temporary());
    private final List<Node> nodes = new ArrayList<>();
    private final AtomicLongArray versions = new AtomicLongArray(KEYS);
    private final StaleOracle oracle = new StaleOracle(System::nanoTime);
    private final CountDownLatch writtenAll = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong deferred = new AtomicLong();

    private final class Node {

        final FaultProxy network = FaultProxy.to(redis.host(), redis.port());
        final StaleWitness witness;
        final HeadroomCaches caches;
        final Cache<Long, Long> cache;

        Node(String name) {
            this(name, L2Options.defaults());
        }

        Node(String name, L2Options l2) {
            witness = oracle.node(name);
            caches =
                    HeadroomCaches.builder()
                            .l2(
                                    RedisL2.connect(
                                            RedisOptions.at("redis://127.0.0.1:" + network.port())
                                                    .withCoherenceLease(LEASE)))
                            .build();
            cache =
                    caches.cache(
                            CacheOptions.named("rows").withL2(l2),
                            KeyCodec.longs(),
                            JsonCodec.of(Long.class));
        }

        void close() {
            caches.close();
            network.close();
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        writtenAll.countDown();
        ended.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        nodes.forEach(Node::close);
        redis.close();
    }

    private void begin(Duration awaitApplied) {
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Node("node " + i));
        }
        for (int i = 0; i < NODES; i++) {
            Node node = nodes.get(i);
            for (int reader = 0; reader < READERS; reader++) {
                RandomGenerator random =
                        RandomGeneratorFactory.getDefault().create(i * 10 + reader);
                threads.add(Thread.ofPlatform().start(() -> read(node, random)));
            }
            RandomGenerator random = RandomGeneratorFactory.getDefault().create(100 + i);
            threads.add(Thread.ofPlatform().start(() -> write(node, random, awaitApplied)));
        }
    }

    private void read(Node node, RandomGenerator random) {
        while (ended.getCount() > 0) {
            long key = random.nextInt(KEYS);
            long began = node.witness.readBegins();
            Long version = node.cache.getOrLoad(key, Loader.adaptive(this::load));
            node.witness.observed(Long.toString(key), version == null ? 0 : version, began);
            reads.incrementAndGet();
        }
    }

    /// Now and then slow, so that invalidations come in the middle.
    private Loaded<Long> load(Long key) throws InterruptedException {
        long version = versions.get(key.intValue());
        if (version % 7 == 0) {
            var _ = ended.await(20, TimeUnit.MILLISECONDS);
        }
        return Loaded.of(version).withTags("row:" + key);
    }

    private void write(Node node, RandomGenerator random, Duration awaitApplied) {
        try {
            while (!writtenAll.await(random.nextInt(1, 8), TimeUnit.MILLISECONDS)) {
                long key = random.nextInt(KEYS);
                long version = versions.incrementAndGet((int) key);
                Invalidation outcome =
                        switch (random.nextInt(8)) {
                            case 0 -> node.caches.invalidateTags("row:" + key);
                            case 1 -> node.cache.invalidateMatching("*" + key);
                            case 2 -> node.cache.invalidateAll(List.of(key, key + 1));
                            default -> node.cache.invalidate(key);
                        };
                outcome = awaitApplied.isZero() ? outcome : outcome.await(awaitApplied);
                switch (outcome) {
                    case Invalidation.Deferred _ -> deferred.incrementAndGet();
                    case Invalidation.Logged _, Invalidation.Applied _, Invalidation.Local _ ->
                            node.witness.acknowledged(Long.toString(key), version);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forMillis(long millis) throws InterruptedException {
        assertThat(ended.await(millis, TimeUnit.MILLISECONDS)).isFalse();
    }

    /// Reads go on for a while after the last write.
    private StaleVerdict end() throws InterruptedException {
        forMillis(1_500);
        writtenAll.countDown();
        forMillis(3 * LEASE.toMillis());
        ended.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        return oracle.verdict();
    }

    @Test
    void noReadIsStaleBeyondTheLeaseWhateverBreaks() throws Exception {
        begin(Duration.ZERO);
        forMillis(800);
        nodes.get(0).network.cutOnce();
        forMillis(800);
        nodes.get(1).network.blackhole();
        forMillis(1_500);
        nodes.get(1).network.pass();
        forMillis(800);
        redis.kill();
        forMillis(700);
        redis.restart();
        forMillis(1_000);
        nodes.get(2).network.halfOpen(FaultProxy.Direction.TO_SERVER);
        forMillis(1_200);
        nodes.get(2).network.pass();

        StaleVerdict verdict = end();
        assertThat(verdict.staleBeyond(LEASE)).as("%s", verdict).isZero();
        assertThat(verdict.keysStillStale()).isEmpty();
        assertThat(reads.get()).isGreaterThan(10_000);
    }

    @Test
    void noReadIsStaleAtAllOnceAWriteThatWaitsForTheOthersHasReturned() throws Exception {
        begin(Duration.ofSeconds(5));
        forMillis(1_500);
        redis.kill();
        forMillis(400);
        redis.restart();
        forMillis(2_500);
        nodes.get(0).network.cutOnce();
        forMillis(500);

        StaleVerdict verdict = end();
        assertThat(verdict.staleReads()).as("%s", verdict).isZero();
        assertThat(deferred).hasValue(0);
        assertThat(nodes.getFirst().cache.statistics().hitRate()).isPositive();
    }

    @Test
    void withoutFaultsTheOthersHearOfAWriteWithinMilliseconds() throws Exception {
        begin(Duration.ZERO);
        forMillis(3_000);

        StaleVerdict verdict = end();
        assertThat(verdict.oldestAge()).as("%s", verdict).isLessThan(LEASE);
        assertThat(verdict.keysStillStale()).isEmpty();
    }

    @Test
    void aValueIsLoadedOnceForAllNodes() throws Exception {
        // A node that has no answer within its budget loads by itself, as it shall.
        L2Options patient = L2Options.defaults().withReadBudget(Duration.ofSeconds(5));
        for (int i = 0; i < NODES; i++) {
            nodes.add(new Node("node " + i, patient));
        }
        AtomicLong loads = new AtomicLong();
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 30; i++) {
            Node node = nodes.get(i % NODES);
            threads.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                try {
                                    go.await();
                                    assertThat(
                                                    node.cache.getOrLoad(
                                                            1L,
                                                            _ -> {
                                                                var _ =
                                                                        ended.await(
                                                                                50,
                                                                                TimeUnit
                                                                                        .MILLISECONDS);
                                                                return loads.incrementAndGet();
                                                            },
                                                            LoadOptions.defaults()))
                                            .isEqualTo(1);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            }));
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(loads).hasValue(1);
    }
}
