package io.headroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EmbeddedRedisClusterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void threeMastersShareTheKeys() {
        try (EmbeddedRedisCluster redis = EmbeddedRedisCluster.start(ClusterOptions.temporary());
                RedisClusterClient client = client(redis);
                var connection = client.connect()) {
            var commands = connection.sync();
            for (int i = 0; i < 100; i++) {
                commands.set("key" + i, "value" + i);
            }
            assertThat(commands.get("key99")).isEqualTo("value99");
            assertThat(
                            IntStream.range(0, 100)
                                    .map(i -> redis.masterOf(SlotHash.getSlot("key" + i)))
                                    .distinct()
                                    .sorted())
                    .containsExactly(0, 1, 2);
            assertThat(redis.masterOf(0)).isZero();
            assertThat(redis.masterOf(EmbeddedRedisCluster.SLOTS - 1)).isEqualTo(2);
            assertThat(redis.nodes().stream().map(EmbeddedRedis::port).distinct()).hasSize(3);
        }
    }

    @Test
    void aReplicaLeadsSoonAfterItsMasterWasKilledAndTheMasterComesBackAsAReplica() {
        try (EmbeddedRedisCluster redis =
                        EmbeddedRedisCluster.start(
                                ClusterOptions.temporary().withReplicasPerMaster(1));
                RedisClusterClient client = client(redis);
                var connection = client.connect()) {
            int slot = SlotHash.getSlot("a");
            int old = redis.masterOf(slot);
            connection.sync().set("a", "1");
            connection.sync().waitForReplication(1, 5_000);

            redis.kill(old);
            int young = redis.awaitFailOver(slot, old, PATIENCE);

            assertThat(young).isEqualTo(old + 3);
            assertThat(redis.isMaster(young)).isTrue();
            client.refreshPartitions();
            assertThat(connection.sync().get("a")).isEqualTo("1");
            redis.restart(old);
            redis.awaitOk(PATIENCE);
            awaitReplica(redis, old);
            assertThat(redis.masterOf(slot)).isEqualTo(young);
        }
    }

    @Test
    void aPausedMasterIsReplacedAndStepsDownWhenItGoesOn() {
        try (EmbeddedRedisCluster redis =
                EmbeddedRedisCluster.start(ClusterOptions.temporary().withReplicasPerMaster(1))) {
            redis.pause(0);
            assertThat(redis.isMaster(0)).isFalse();
            assertThat(redis.awaitFailOver(0, 0, PATIENCE)).isEqualTo(3);
            redis.resume(0);
            assertThat(redis.masterOf(0)).isEqualTo(3);
            awaitReplica(redis, 0);
        }
    }

    @Test
    void aDurableNodeKeepsItsDataOverARestartAndAnEmptiedOneItsPlace() {
        try (EmbeddedRedisCluster redis =
                        EmbeddedRedisCluster.start(
                                ClusterOptions.temporary().withDurability(Durability.DURABLE));
                RedisClusterClient client = client(redis);
                var connection = client.connect()) {
            int master = redis.masterOf(SlotHash.getSlot("a"));
            connection.sync().set("a", "1");

            redis.kill(master);
            redis.restart(master);
            redis.awaitOk(PATIENCE);
            assertThat(connection.sync().get("a")).isEqualTo("1");

            redis.restartEmpty(master);
            redis.awaitOk(PATIENCE);
            assertThat(connection.sync().exists("a")).isZero();
            assertThat(redis.masterOf(SlotHash.getSlot("a"))).isEqualTo(master);
        }
    }

    @Test
    void nothingIsLeftAfterClose() {
        EmbeddedRedisCluster redis = EmbeddedRedisCluster.start(ClusterOptions.temporary());
        List<EmbeddedRedis> nodes = redis.nodes();
        redis.pause(1);
        redis.close();
        assertThat(nodes)
                .hasSize(3)
                .noneMatch(EmbeddedRedis::isAlive)
                .allSatisfy(node -> assertThat(node.dataDirectory()).doesNotExist());
        assertThatThrownBy(() -> redis.masterOf(0)).isInstanceOf(IllegalStateException.class);
    }

    private static void awaitReplica(EmbeddedRedisCluster redis, int node) {
        Deadline deadline = Deadline.after(PATIENCE, System::nanoTime);
        assertThat(deadline.await(() -> !redis.isMaster(node))).isTrue();
    }

    private static RedisClusterClient client(EmbeddedRedisCluster redis) {
        return RedisClusterClient.create(redis.urls().stream().map(RedisURI::create).toList());
    }
}
