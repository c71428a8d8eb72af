package io.headroom.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.cache.L2;
import io.headroom.cache.L2Health;
import io.headroom.cache.L2Read;
import io.headroom.cache.L2Receipt;
import io.headroom.cache.L2Store;
import io.headroom.cache.L2Suite;
import io.headroom.cache.L2Token;
import io.headroom.cache.L2Write;
import io.headroom.embedded.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What every kind of Redis does besides: when its metadata is lost, and when a server fails.
abstract class RedisSuite extends L2Suite {

    static final Duration COHERENCE = Duration.ofMillis(600);

    private static RedisClient client;

    /// How to reach the servers.
    abstract RedisOptions options();

    /// The server that leads for a slot now.
    abstract EmbeddedRedis primary(int slot);

    /// Makes the server that leads for a slot go away.
    abstract void breakDown(int slot);

    /// Makes a server lead for the slot again, with the data that was there or some of it.
    abstract void recover(int slot);

    @BeforeAll
    static void open() {
        client = RedisClient.create();
    }

    @AfterAll
    static void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    @Override
    protected L2 connect(String space) {
        return RedisL2.connect(options(space));
    }

    RedisOptions options(String space) {
        return options().withKeyPrefix(space).withCoherenceLease(COHERENCE);
    }

    Keys keysOf(String key) {
        int count = options().partitions();
        return Keys.spread(space(), Partitions.index(key, count), count);
    }

    <T> T raw(Keys keys, Function<RedisCommands<String, String>, T> work) {
        try (var connection = client.connect(RedisURI.create(primary(keys.slot()).url()))) {
            return work.apply(connection.sync());
        }
    }

    long number(Keys keys, Function<RedisCommands<String, String>, Long> work) {
        return raw(keys, work);
    }

    void change(Keys keys, Consumer<RedisCommands<String, String>> work) {
        int done =
                raw(
                        keys,
                        redis -> {
                            work.accept(redis);
                            return 1;
                        });
        assertThat(done).isOne();
    }

    Node followingNode() {
        Node node = node();
        await("it follows", node::isWell);
        node.heard.clear();
        return node;
    }

    static L2Receipt unacknowledged(L2Write write) {
        assertThat(write).isInstanceOf(L2Write.Unacknowledged.class);
        return ((L2Write.Unacknowledged) write).receipt();
    }

    private String nudge(Keys keys, String head, long by) {
        long moved = Long.parseLong(head.substring(16, 32)) + by;
        change(keys, redis -> redis.setrange(keys.head(), 16, "%016d".formatted(moved)));
        return head;
    }

    @Test
    void anEvictedLeaseRejectsTheFill() {
        Node a = node();
        L2Token token = a.lease("k");
        Keys keys = keysOf("k");
        assertThat(number(keys, redis -> redis.del(keys.lease("items", "k")))).isOne();
        assertThat(a.fill(token, "v")).isEqualTo(L2Store.Fill.REJECTED);
    }

    @Test
    void anEvictedTagVersionMakesAMissOnceItIsNeeded() {
        Node a = node();
        a.load("k", "v", "red");
        a.load("l", "v", "blue");
        Keys keys = keysOf("k");
        String tag = keys.head().replace(":head", ":t:red");
        assertThat(number(keys, redis -> redis.del(tag))).isOne();
        assertThat(a.text("k")).isEqualTo("v");
        acknowledged(a.l2.invalidateTags(List.of("green")));
        assertThat(a.text("k")).isEqualTo("-");
        assertThat(a.text("l")).isEqualTo("v");
        a.load("k", "new", "red");
        assertThat(a.text("k")).isEqualTo("new");
    }

    @Test
    void aLostHeadVoidsEverythingAndEmptiesL1() {
        Node a = followingNode();
        Node b = followingNode();
        a.load("k", "v", "red");
        L2Token token = a.lease("loading" + "k");
        Keys keys = keysOf("k");
        Keys other = keysOf("loadingk");
        assertThat(number(keys, redis -> redis.del(keys.head()))).isOne();
        change(other, redis -> redis.del(other.head()));
        assertThat(a.text("k")).isEqualTo("-");
        assertThat(a.fill(token, "old")).isEqualTo(L2Store.Fill.REJECTED);
        await("both heard of it", () -> a.heard.contains("gap") && b.heard.contains("gap"));
        a.load("k", "new", "red");
        assertThat(b.text("k")).isEqualTo("new");
        await("both are coherent again", () -> a.isCoherent("k") && b.isCoherent("k"));
    }

    @Test
    void eventsThatAreMissingFromTheLogEmptyL1() {
        Node a = followingNode();
        Keys keys = keysOf("k");
        String head = nudge(keys, raw(keys, redis -> redis.get(keys.head())), 5);
        assertThat(head).hasSizeGreaterThan(50);
        await("a heard of the gap", () -> a.heard.contains("gap"));
        a.heard.clear();
        Node b = followingNode();
        acknowledged(b.store.invalidate(List.of("k")));
        await("a goes on", () -> a.heard.contains("key k"));
        assertThat(a.heard).containsExactly("key k");
    }

    @Test
    void aLogThatWentBackVoidsThePartition() {
        Node a = followingNode();
        Node b = followingNode();
        a.load("k", "old");
        L2Receipt receipt = acknowledged(a.store.invalidate(List.of("other")));
        assertThat(receipt.awaitApplied(PATIENT)).isTrue();
        a.load("k2", "v");
        Keys keys = keysOf("k");
        nudge(keys, raw(keys, redis -> redis.get(keys.head())), -1_000);
        await("they heard of it", () -> a.heard.contains("gap") && b.heard.contains("gap"));
        await("nothing of before is served", () -> a.text("k").equals("-"));
        await("it is filled anew", () -> a.readOrLease("k") instanceof L2Read.Granted);
    }

    @Test
    void anEvictedBarrierFailsClosed() {
        Node a = node();
        a.load("k-1", "old");
        acknowledged(a.store.invalidateMatching("k-*1"));
        Keys keys = keysOf("k-1");
        assertThat(number(keys, redis -> redis.del(keys.barriers()))).isOne();
        assertThat(a.text("k-1")).isEqualTo("-");
        a.load("k-1", "new");
        assertThat(a.text("k-1")).isEqualTo("new");
    }

    @Test
    void manyBarriersAreCompactedInTheBackground() {
        Node a = node();
        Keys keys = keysOf("p-1-x");
        a.load("p-1-x", "old");
        a.load("stays", "v");
        L2Token late = a.lease("p-2-x");
        for (int i = 0; i < 50; i++) {
            acknowledged(a.store.invalidateMatching("p-*" + (i % 10 == 0 ? "x" : "y" + i)));
        }
        await("they are compacted", () -> raw(keys, redis -> redis.hlen(keys.barriers())) < 48);
        await(
                "the value is gone",
                () -> raw(keys, redis -> redis.exists(keys.value("items", "p-1-x"))) == 0);
        assertThat(a.fill(late, "old")).isEqualTo(L2Store.Fill.REJECTED);
        assertThat(a.text("stays")).isEqualTo("v");
    }

    @Test
    void aLostListOfNodesMakesTheWriterWaitForTheLease() {
        Node a = followingNode();
        Node b = followingNode();
        pause(COHERENCE.multipliedBy(2));
        Keys keys = keysOf("k");
        String list = keys.head().replace(":head", ":nodes");
        assertThat(number(keys, redis -> redis.del(list))).isOne();
        L2Receipt receipt = acknowledged(a.store.invalidate(List.of("k")));
        assertThat(took(() -> assertThat(receipt.awaitApplied(PATIENT)).isTrue()))
                .isGreaterThan(COHERENCE.dividedBy(2));
        assertThat(b.heard).contains("key k");
        assertThat(receipt.awaitApplied(Duration.ZERO)).isTrue();
    }

    @Test
    void whatIsNoEventInTheLogEmptiesL1AndIsPassedOver() {
        Node a = followingNode();
        Keys keys = keysOf("k");
        change(keys, redis -> redis.xadd(keys.log(), "no", "event"));
        await("it is noticed", () -> a.heard.contains("gap"));
        a.heard.clear();
        Node b = followingNode();
        acknowledged(b.store.invalidate(List.of("k")));
        await("a goes on", () -> a.heard.contains("key k"));
        change(
                keys,
                redis -> {
                    redis.del(keys.log());
                    redis.set(keys.log(), "no stream");
                });
        acknowledged(b.store.invalidate(List.of("k")));
        await("a heard of the new generation", () -> a.heard.contains("gap"));
        a.heard.clear();
        acknowledged(b.store.invalidate(List.of("k")));
        await("a goes on again", () -> a.heard.contains("key k") || a.heard.contains("gap"));
    }

    @Test
    void whatIsNoValueOfOursIsAMiss() {
        Node a = node();
        a.load("k", "v");
        Keys keys = keysOf("k");
        String name = keys.value("items", "k");
        String stamp = raw(keys, redis -> redis.get(name)).substring(0, 32);
        for (String poison : List.of("", "x", stamp, stamp + "0x00", stamp + "9999abc", "\u0000")) {
            change(keys, redis -> redis.set(name, poison));
            assertThat(a.text("k")).as("'%s'", poison).isEqualTo("-");
        }
        change(
                keys,
                redis -> {
                    redis.del(name);
                    redis.lpush(name, "a list");
                });
        assertThat(a.text("k")).isEqualTo("-");
        a.load("k", "new");
        assertThat(a.text("k")).isEqualTo("new");
    }

    @Test
    void whatCouldNotBeInvalidatedIsRepeatedBeforeL2IsUsedAgain() {
        Node a = followingNode();
        Node b = followingNode();
        a.load("k", "old", "t");
        int slot = keysOf("k").slot();
        breakDown(slot);
        L2Receipt receipt = unacknowledged(a.store.invalidate(List.of("k")));
        assertThat(receipt.marks()).hasSize(1);
        assertThat(receipt.marks().getFirst().generation()).isEmpty();
        L2Receipt tag = unacknowledged(a.l2.invalidateTags(List.of("t")));
        L2Receipt glob = unacknowledged(a.store.invalidateMatching("k*z"));
        assertThat(a.l2.health().pendingInvalidations()).isGreaterThanOrEqualTo(3);
        assertThat(a.text("k")).isEqualTo("?");
        assertThat(receipt.awaitApplied(Duration.ofMillis(20))).isFalse();
        recover(slot);
        assertThat(receipt.awaitApplied(Duration.ofSeconds(20))).isTrue();
        assertThat(tag.awaitApplied(Duration.ofSeconds(20))).isTrue();
        assertThat(glob.awaitApplied(Duration.ofSeconds(20))).isTrue();
        await("b heard", () -> b.heard.contains("key k") || b.heard.contains("gap"));
        await("both are well", () -> a.isWell() && b.isWell());
        assertThat(a.l2.health().pendingInvalidations()).isZero();
        assertThat(b.text("k")).isEqualTo("-");
        a.load("k", "new", "t");
        assertThat(b.text("k")).isEqualTo("new");
    }

    @Test
    void tooManyPendingInvalidationsBecomeOneOfEverything() {
        Node a = followingNode();
        a.load("k", "v");
        int slot = keysOf("k").slot();
        breakDown(slot);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            keys.add("key" + i);
        }
        L2Receipt receipt = unacknowledged(a.store.invalidate(keys));
        L2Receipt last = unacknowledged(a.store.invalidate(List.of("k")));
        recover(slot);
        await("it is well", a::isWell);
        assertThat(receipt.awaitApplied(Duration.ofSeconds(20))).isTrue();
        assertThat(last.awaitApplied(Duration.ofSeconds(20))).isTrue();
        assertThat(a.text("k")).isEqualTo("-");
        assertThat(a.l2.health().pendingInvalidations()).isZero();
    }

    @Test
    void aFrozenServerCostsItsBudgetUntilTheBreakerOpensAndThenNothing() {
        Node a = followingNode();
        a.load("k", "v");
        EmbeddedRedis server = primary(keysOf("k").slot());
        Duration budget = Duration.ofMillis(50);
        server.pause();
        try {
            List<String> many = new ArrayList<>(List.of("k"));
            for (int i = 0; i < 100; i++) {
                many.add("k" + i);
            }
            for (int i = 0; i < 6; i++) {
                Duration took =
                        took(() -> {
                            List<L2Read> answers = a.store.readOrLease(many, LEASE, budget);
                            assertThat(answers.getFirst()).isInstanceOf(L2Read.Unavailable.class);
                        });
                assertThat(took).isLessThan(budget.plusMillis(100));
            }
            await("it is open", () -> a.l2.health().state() != L2Health.State.CLOSED);
            assertThat(
                            took(() -> {
                                for (int i = 0; i < 100; i++) {
                                    assertThat(a.text("k")).isEqualTo("?");
                                }
                            }))
                    .isLessThan(Duration.ofMillis(500));
            // A write may take longer than a read, once.
            assertThat(took(() -> unacknowledged(a.store.invalidate(List.of("k")))))
                    .isLessThan(Duration.ofMillis(500));
            assertThat(took(() -> unacknowledged(a.store.invalidate(List.of("k")))))
                    .isLessThan(Duration.ofMillis(100));
        } finally {
            server.resume();
        }
        await("it is well again", () -> a.isWell() && a.text("k").equals("-"));
    }

    @Test
    void noReadReturnsWhatWasInvalidatedBeforeItWhateverMetadataIsLost() throws Exception {
        Schedule schedule = new Schedule();
        long seed = System.nanoTime();
        List<Future<?>> parts = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (int t = 0; t < 6; t++) {
                Node node = t % 2 == 0 ? followingNode() : node();
                long own = seed + t;
                Random random = new Random(own);
                parts.add(
                        threads.submit(() ->
                                schedule.run(
                                        node.l2,
                                        node.store,
                                        own,
                                        1_500,
                                        key -> lose(key, random))));
            }
            for (Future<?> part : parts) {
                part.get();
            }
        }
        assertThat(schedule.stale()).as("with seed %d", seed).isEmpty();
        assertThat(schedule.found.get()).as("values found").isGreaterThan(500);
        assertThat(schedule.stored.get()).as("values stored").isGreaterThan(200);
        assertThat(schedule.written.get()).as("invalidations").isGreaterThan(500);
    }

    /// Some metadata, as an eviction would.
    private void lose(String key, Random random) {
        Keys keys = keysOf(key);
        String base = keys.head().substring(0, keys.head().length() - "head".length());
        List<String> lost =
                List.of(
                        keys.head(),
                        keys.log(),
                        keys.barriers(),
                        base + "nodes",
                        keys.lease("items", key),
                        keys.value("items", key),
                        base + "t:g1",
                        base + "t:" + key.substring(4),
                        base + "c:items",
                        base + "c:items:u:",
                        base + "c:items:" + key.substring(0, 4));
        // Mostly the small things: a lost head voids all others.
        int which = 1 + random.nextInt(lost.size() - 1);
        String victim = lost.get(random.nextInt(10) == 0 ? 0 : which);
        change(keys, redis -> redis.del(victim));
    }
}
