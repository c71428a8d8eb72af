package io.headroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddedRedisReplicationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Test
    void replicasHaveWhatThePrimaryHas() {
        try (EmbeddedRedisReplication redis =
                EmbeddedRedisReplication.start(
                        ReplicationOptions.temporary().withReplicas(2).withPassword("s3cret"))) {
            set(redis.primary(), "a", "1");
            redis.awaitInSync(PATIENCE);
            assertThat(redis.replicas())
                    .hasSize(2)
                    .allSatisfy(replica -> assertThat(get(replica, "a")).isEqualTo("1"));
        }
    }

    @Test
    void aPromotedLaggingReplicaLacksTheLastWriteAndTheOldPrimaryFollowsIt() {
        try (EmbeddedRedisReplication redis =
                EmbeddedRedisReplication.start(ReplicationOptions.temporary().withReplicas(2))) {
            EmbeddedRedis old = redis.primary();
            EmbeddedRedis lagging = redis.replicas().getFirst();
            EmbeddedRedis other = redis.replicas().getLast();
            set(old, "kept", "1");
            redis.detach(lagging);
            set(old, "lost", "1");
            set(old, "kept", "2");

            old.kill();
            redis.promote(lagging);

            assertThat(redis.primary()).isSameAs(lagging);
            assertThat(get(lagging, "kept")).isEqualTo("1");
            assertThat(get(lagging, "lost")).isEmpty();
            set(lagging, "new", "1");
            redis.awaitInSync(PATIENCE);
            assertThat(get(other, "new")).isEqualTo("1");
            assertThat(get(other, "lost")).isEmpty();

            redis.demote(old);
            assertThat(get(old, "new")).isEqualTo("1");
            old.kill();
            old.restart();
            redis.awaitInSync(PATIENCE);
            assertThat(get(old, "new")).isEqualTo("1");
        }
    }

    @Test
    void anOldPrimaryThatStillRunsLosesWhatOnlyItHas() {
        try (EmbeddedRedisReplication redis =
                EmbeddedRedisReplication.start(ReplicationOptions.temporary())) {
            EmbeddedRedis old = redis.primary();
            redis.promote(redis.replicas().getFirst());
            set(old, "split", "brain");

            redis.demote(old);

            assertThat(get(old, "split")).isEmpty();
        }
    }

    @Test
    void aLaggingReplicaDoesNotCatchUpOnItsWayToThePromotion() {
        try (EmbeddedRedisReplication redis =
                EmbeddedRedisReplication.start(
                        ReplicationOptions.temporary().withPassword("s3cret"))) {
            EmbeddedRedis lagging = redis.replicas().getFirst();
            redis.detach(lagging);
            set(redis.primary(), "lost", "1");

            redis.promote(lagging);

            assertThat(get(lagging, "lost")).isEmpty();
        }
    }

    @Test
    void aReplicaThatLaggedCatchesUp() {
        try (EmbeddedRedisReplication redis =
                EmbeddedRedisReplication.start(ReplicationOptions.temporary())) {
            EmbeddedRedis replica = redis.replicas().getFirst();
            redis.detach(replica);
            set(redis.primary(), "a", "1");
            redis.attach(replica);
            assertThat(get(replica, "a")).isEqualTo("1");
        }
    }

    @Test
    void thePrimaryCannotBePromoted() {
        try (EmbeddedRedisReplication redis =
                EmbeddedRedisReplication.start(ReplicationOptions.temporary())) {
            assertThatThrownBy(() -> redis.promote(redis.primary()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void nothingIsLeftAfterClose() {
        EmbeddedRedisReplication redis =
                EmbeddedRedisReplication.start(ReplicationOptions.temporary());
        List<EmbeddedRedis> servers = redis.servers();
        redis.detach(redis.replicas().getFirst());
        redis.close();
        assertThat(servers)
                .hasSize(2)
                .noneMatch(EmbeddedRedis::isAlive)
                .allSatisfy(server -> assertThat(server.dataDirectory()).doesNotExist());
    }

    private static void set(EmbeddedRedis server, String key, String value) {
        try (RedisClient client = RedisClient.create(server.url());
                var connection = client.connect()) {
            connection.sync().set(key, value);
        }
    }

    /// The value, empty for none.
    private static String get(EmbeddedRedis server, String key) {
        try (RedisClient client = RedisClient.create(server.url());
                var connection = client.connect()) {
            return connection.sync().exists(key) == 0 ? "" : connection.sync().get(key);
        }
    }
}
