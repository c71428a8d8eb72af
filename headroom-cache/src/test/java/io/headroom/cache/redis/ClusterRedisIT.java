package io.headroom.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.cache.L2Receipt;
import io.headroom.embedded.ClusterOptions;
import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.EmbeddedRedisCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Three masters with a replica each.
class ClusterRedisIT extends RedisSuite {

    private static EmbeddedRedisCluster redis;

    private final Map<Integer, Integer> killed = new HashMap<>();

    @BeforeAll
    static void start() {
        redis = EmbeddedRedisCluster.start(ClusterOptions.temporary().withReplicasPerMaster(1));
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Override
    RedisOptions options() {
        return RedisOptions.cluster(redis.urls());
    }

    @Override
    EmbeddedRedis primary(int slot) {
        return redis.node(redis.masterOf(slot));
    }

    @Override
    void breakDown(int slot) {
        int master = redis.masterOf(slot);
        killed.put(slot, master);
        redis.kill(master);
    }

    @Override
    void recover(int slot) {
        int master = Objects.requireNonNull(killed.get(slot));
        redis.awaitFailOver(slot, master, Duration.ofSeconds(30));
        redis.restart(master);
        redis.awaitOk(Duration.ofSeconds(30));
    }

    @Test
    void theKeysAreSpreadOverAllMastersAndOneThatIsDownTakesOnlyItsOwnAway() {
        Node a = followingNode();
        Node b = followingNode();
        List<String> keys = IntStream.range(0, 60).mapToObj(i -> "k" + i).toList();
        keys.forEach(key -> a.load(key, "v"));
        Map<Integer, List<String>> byMaster =
                keys.stream()
                        .collect(Collectors.groupingBy(key -> redis.masterOf(keysOf(key).slot())));
        assertThat(byMaster).hasSize(3);

        int slot = keysOf("k0").slot();
        int down = redis.masterOf(slot);
        breakDown(slot);
        await("its keys are not to be had", () -> a.text("k0").equals("?"));
        byMaster.forEach((master, some) -> {
            if (master != down) {
                some.forEach(key -> assertThat(b.text(key)).as(key).isEqualTo("v"));
                L2Receipt receipt = acknowledged(a.store.invalidate(List.of(some.getFirst())));
                assertThat(receipt.awaitApplied(PATIENT)).isTrue();
                assertThat(b.isCoherent(some.getFirst())).isTrue();
            }
        });
        L2Receipt everywhere = unacknowledged(a.store.clear());
        recover(slot);
        assertThat(everywhere.awaitApplied(Duration.ofSeconds(30))).isTrue();
        await("both are well", () -> a.isWell() && b.isWell());
        keys.forEach(key -> assertThat(b.text(key)).as(key).isEqualTo("-"));
        a.load("k0", "new");
        assertThat(b.text("k0")).isEqualTo("new");
    }
}
