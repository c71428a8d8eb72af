package io.headroom.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.cache.L2;
import io.headroom.cache.L2Health;
import io.headroom.cache.L2Read;
import io.headroom.cache.L2Receipt;
import io.headroom.cache.L2Store;
import io.headroom.cache.L2Token;
import io.headroom.embedded.EmbeddedRedis;
import io.headroom.test.FaultProxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One Redis, and nodes that are cut off from it.
class SingleRedisIT extends RedisSuite {

    private static EmbeddedRedis redis;

    private FaultProxy network;
    private boolean throughNetwork;

    @BeforeAll
    static void start() {
        redis =
                EmbeddedRedis.start(
                        io.headroom.embedded.RedisOptions.temporary()
                                .withSetting("appendonly", "yes"));
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @BeforeEach
    void beginNetwork() {
        network = FaultProxy.to(redis.host(), redis.port());
    }

    @AfterEach
    void endNetwork() {
        network.close();
    }

    @Override
    RedisOptions options() {
        return RedisOptions.at(
                throughNetwork ? "redis://127.0.0.1:" + network.port() : redis.url());
    }

    @Override
    EmbeddedRedis primary(int slot) {
        return redis;
    }

    @Override
    void breakDown(int slot) {
        redis.kill();
    }

    @Override
    void recover(int slot) {
        redis.restart();
    }

    private Node remoteNode() {
        throughNetwork = true;
        Node node = followingNode();
        throughNetwork = false;
        return node;
    }

    @Test
    void aCutConnectionLosesNothing() {
        Node a = followingNode();
        Node b = remoteNode();
        network.cut();
        for (int i = 0; i < 5; i++) {
            acknowledged(a.store.invalidate(List.of("k" + i)));
        }
        network.pass();
        await("b caught up", () -> b.heard.contains("key k4"));
        assertThat(b.heard).containsExactly("key k0", "key k1", "key k2", "key k3", "key k4");
        await("b is well", b::isWell);
    }

    @Test
    void theLeaseEndsWhenTheNodeIsCutOffAndComesBack() {
        Node a = followingNode();
        Node b = remoteNode();
        for (Runnable fault : List.<Runnable>of(network::cut, network::blackhole)) {
            fault.run();
            await("b is not coherent", () -> !b.isCoherent("k"));
            assertThat(b.l2.health().stalenessBound())
                    .isGreaterThanOrEqualTo(COHERENCE.minusMillis(5));
            assertThat(a.isCoherent("k")).isTrue();
            network.pass();
            await("b is coherent again", () -> b.isCoherent("k"));
        }
        assertThat(b.heard).isEmpty();
    }

    @Test
    void awaitingTakesTheLeaseOfANodeThatIsCutOff() {
        Node a = followingNode();
        Node b = remoteNode();
        pause(COHERENCE.multipliedBy(2));
        network.blackhole();
        L2Receipt receipt = acknowledged(a.store.invalidate(List.of("k")));
        Duration took = took(() -> assertThat(receipt.awaitApplied(PATIENT)).isTrue());
        assertThat(b.isCoherent("k")).isFalse();
        assertThat(took).isBetween(COHERENCE.dividedBy(3), COHERENCE.multipliedBy(2));
        assertThat(b.heard).isEmpty();
        // Now that it is known to be away, nobody waits for it.
        L2Receipt next = acknowledged(a.store.invalidate(List.of("k")));
        assertThat(took(() -> assertThat(next.awaitApplied(PATIENT)).isTrue()))
                .isLessThan(COHERENCE.dividedBy(2));
        L2Receipt none = acknowledged(a.store.invalidate(List.of("k")));
        assertThat(none.awaitApplied(PATIENT)).isTrue();
        network.pass();
        await("b caught up", () -> b.heard.contains("key k"));
    }

    @Test
    void aLogThatWasTrimmedMeanwhileEmptiesL1() {
        Node a = followingNode();
        Node b = remoteNode();
        network.cut();
        for (int i = 0; i < 20; i++) {
            acknowledged(a.store.invalidate(List.of("k" + i)));
        }
        Keys keys = keysOf("k");
        change(keys, redis -> redis.xtrim(keys.log(), 3));
        network.pass();
        await("b heard of the gap", () -> b.heard.contains("gap"));
        await("b is coherent", () -> b.isCoherent("k"));
        assertThat(b.heard).doesNotContain("key k3");
        acknowledged(a.store.invalidate(List.of("last")));
        await("b goes on", () -> b.heard.contains("key last"));
    }

    @Test
    void aBlackHoleCostsItsBudgetAndIsLeftByItself() {
        Node b = remoteNode();
        b.load("k", "v");
        network.blackhole();
        for (int i = 0; i < 10; i++) {
            assertThat(
                            took(() ->
                                    assertThat(b.store.read(List.of("k"), Duration.ofMillis(30)))
                                            .containsExactly(L2Read.UNAVAILABLE)))
                    .isLessThan(Duration.ofMillis(150));
        }
        assertThat(b.l2.health().state()).isNotEqualTo(L2Health.State.CLOSED);
        network.pass();
        await("it is well", () -> b.isWell() && b.text("k").equals("v"));
    }

    @Test
    void aRedisThatIsNotThereAtTheStartIsUsedAsSoonAsItIs() {
        network.cut();
        throughNetwork = true;
        Node early = node();
        assertThat(early.isWell()).isFalse();
        assertThat(early.isCoherent("k")).isFalse();
        assertThat(early.text("k")).isEqualTo("?");
        network.pass();
        await("it is used", early::isWell);
        early.load("k", "v");
        assertThat(early.text("k")).isEqualTo("v");
    }

    @Test
    void oneTagOverAHundredThousandEntriesTakesOneCommand() {
        Node a = followingNode();
        int count = 100_000;
        for (int from = 0; from < count; from += 2_000) {
            List<String> keys = new ArrayList<>();
            for (int i = from; i < from + 2_000; i++) {
                keys.add("k" + i);
            }
            List<CompletableFuture<?>> fills = new ArrayList<>();
            for (L2Read read : a.store.readOrLease(keys, LEASE, Duration.ofSeconds(20))) {
                fills.add(
                        a.store
                                .fill(
                                        ((L2Read.Granted) read).token(),
                                        bytes("v"),
                                        List.of("all"),
                                        TTL)
                                .toCompletableFuture());
            }
            CompletableFuture.allOf(fills.toArray(CompletableFuture<?>[]::new)).join();
        }
        assertThat(a.text("k99999")).isEqualTo("v");
        long before = commands();
        L2Receipt receipt = acknowledged(a.l2.invalidateTags(List.of("all")));
        assertThat(commands() - before).as("with the commands of some beats").isLessThan(30);
        assertThat(receipt.marks()).hasSize(1);
        assertThat(a.text("k0") + a.text("k99999")).isEqualTo("--");
    }

    private long commands() {
        String stats = raw(keysOf("k"), redis -> redis.info("stats"));
        return stats.lines()
                .filter(line -> line.startsWith("total_commands_processed:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .sum();
    }

    @Test
    void aWrongWallClockChangesNothing() {
        try (L2 wrong =
                RedisL2.connect(
                        options(space()),
                        InstantSource.offset(InstantSource.system(), Duration.ofSeconds(-30)))) {
            Node a = followingNode();
            await("it beats", () -> wrong.health().logConnected());
            assertThat(Duration.between(wrong.clock().instant(), a.l2.clock().instant()).abs())
                    .isLessThan(Duration.ofMillis(200));
        }
    }

    @Test
    void aRestartVoidsWhatWasStored() {
        Node a = followingNode();
        Node b = followingNode();
        a.load("k", "v");
        pause(Duration.ofMillis(1_500)); // the append-only file is written every second
        redis.kill();
        redis.restart();
        await("both are well", () -> a.isWell() && b.isWell());
        Keys keys = keysOf("k");
        assertThat(number(keys, redis -> redis.exists(keys.value("items", "k")))).isOne();
        assertThat(a.text("k")).isEqualTo("-");
        assertThat(b.heard).contains("gap");
        a.load("k", "new");
        assertThat(b.text("k")).isEqualTo("new");
        redis.restartEmpty();
        await("both are well", () -> a.isWell() && b.isWell());
        await("it is used", () -> a.text("k").equals("-"));
        a.load("k", "newer");
        assertThat(b.text("k")).isEqualTo("newer");
    }

    @Test
    void aFullServerRefusesValuesAndTakesInvalidations() {
        Node a = followingNode();
        Node b = followingNode();
        a.load("k", "v", "t");
        Keys keys = keysOf("k");
        L2Token token = a.lease("l");
        change(keys, redis -> redis.configSet("maxmemory-policy", "noeviction"));
        change(keys, redis -> redis.configSet("maxmemory", "1000000"));
        try {
            assertThat(a.fill(token, "v")).isEqualTo(L2Store.Fill.FAILED);
            assertThat(a.readOrLease("m")).isInstanceOf(L2Read.Unavailable.class);
            assertThat(a.text("k")).isEqualTo("v");
            acknowledged(b.l2.invalidateTags(List.of("t")));
            assertThat(a.text("k")).isEqualTo("-");
            acknowledged(b.store.invalidate(List.of("l")));
            acknowledged(b.store.invalidateMatching("l*x"));
            acknowledged(b.store.put("p", bytes("v"), List.of("t"), TTL));
            await("a heard", () -> a.heard.containsAll(List.of("tag t", "key l", "key p")));
            pause(COHERENCE);
            assertThat(a.isWell() && a.isCoherent("k")).isTrue();
        } finally {
            change(keys, redis -> redis.configSet("maxmemory", "512mb"));
            change(keys, redis -> redis.configSet("maxmemory-policy", "volatile-lru"));
        }
        a.load("k", "new", "t");
        assertThat(b.text("k")).isEqualTo("new");
        assertThat(b.text("p")).isEqualTo("-");
    }
}
