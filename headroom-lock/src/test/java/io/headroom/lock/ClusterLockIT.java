package io.headroom.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.ClusterOptions;
import io.headroom.embedded.EmbeddedRedisCluster;
import io.headroom.lock.LockAttempt.Acquired;
import io.headroom.lock.LockAttempt.Unavailable;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Three masters with a replica each.
class ClusterLockIT extends LockSuite {

    private static final Duration PATIENT = Duration.ofSeconds(30);

    private final EmbeddedRedisCluster redis =
            EmbeddedRedisCluster.start(ClusterOptions.temporary().withReplicasPerMaster(1));

    @BeforeAll
    void await() {
        redis.awaitOk(PATIENT);
    }

    @AfterAll
    void stop() {
        redis.close();
    }

    @Override
    Locks process() {
        return Locks.builder()
                .redis(RedisLockOptions.cluster(redis.urls().toArray(String[]::new)))
                .build();
    }

    @Override
    Tier tier() {
        return Tier.EFFICIENT;
    }

    private static String key(String name) {
        return "headroom:lock:{" + name + "}";
    }

    private int masterOf(String name) {
        return redis.masterOf(SlotHash.getSlot(key(name)));
    }

    @Override
    void forget(String name) {
        RedisKeys.delete(redis.node(masterOf(name)), key(name));
    }

    private static Hold now(Locks locks, String name) throws InterruptedException {
        return held(locks.efficient().tryLock(name, NOT_AT_ALL, LONG));
    }

    @Test
    void aMasterThatIsDownTakesOnlyItsOwnNamesAwayUntilAReplicaTakesOver() throws Exception {
        try (Locks locks = process()) {
            List<String> names = IntStream.range(0, 30).mapToObj(i -> "name:" + i).toList();
            List<Hold> holds = new ArrayList<>();
            for (String name : names) {
                holds.add(now(locks, name));
            }
            Map<Integer, List<String>> byMaster =
                    names.stream().collect(Collectors.groupingBy(this::masterOf));
            assertThat(byMaster).hasSize(3);
            holds.forEach(Hold::unlock);

            String gone = names.getFirst();
            int down = masterOf(gone);
            redis.kill(down);
            assertThat(locks.efficient().tryLock(gone, NOT_AT_ALL, LONG))
                    .isInstanceOf(Unavailable.class);
            for (Map.Entry<Integer, List<String>> each : byMaster.entrySet()) {
                if (each.getKey() != down) {
                    now(locks, each.getValue().getFirst()).unlock();
                }
            }

            redis.awaitFailOver(SlotHash.getSlot(key(gone)), down, PATIENT);
            held(locks.efficient().tryLock(gone, PATIENT, LONG)).unlock();
            redis.restart(down);
            redis.awaitOk(PATIENT);
        }
    }

    @Test
    void aNameFollowsItsSlotToAnotherNode() throws Exception {
        try (Locks locks = process();
                Locks other = process()) {
            String name = "moved";
            now(locks, name).unlock();
            now(other, name).unlock();
            int slot = SlotHash.getSlot(key(name));
            int from = redis.masterOf(slot);
            promoteReplicaOf(slot, from);

            // The node that was asked before says that the slot is another's now.
            Hold hold = now(locks, name);
            assertThat(other.efficient().tryLock(name, NOT_AT_ALL, LONG))
                    .isNotInstanceOf(Acquired.class)
                    .isNotInstanceOf(Unavailable.class);
            hold.unlock();
            now(other, name).unlock();
            assertThat(locks.redisTrouble()).isEmpty();
        }
    }

    /// A fail-over by hand, which loses nothing, with the master alive.
    private void promoteReplicaOf(int slot, int master) throws Exception {
        for (int index = 0; index < redis.nodes().size(); index++) {
            if (replicates(index, master)) {
                try (RedisClient client = RedisClient.create(redis.node(index).url())) {
                    client.connect().sync().clusterFailover(false);
                }
            }
        }
        await(() -> redis.masterOf(slot) != master);
        redis.awaitOk(PATIENT);
    }

    private boolean replicates(int index, int master) {
        try (RedisClient client = RedisClient.create(redis.node(index).url())) {
            List<Object> role = client.connect().sync().role();
            return role.getFirst().equals("slave")
                    && role.get(2).equals((long) redis.node(master).port());
        }
    }

    @Test
    void aClusterIsFoundByOneOfItsNodes() throws Exception {
        try (Locks locks =
                Locks.builder().redis(RedisLockOptions.cluster(redis.node(5).url())).build()) {
            for (int i = 0; i < 20; i++) {
                now(locks, "found:" + i).unlock();
            }
        }
    }
}
