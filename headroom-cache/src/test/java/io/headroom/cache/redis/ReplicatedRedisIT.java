package io.headroom.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.cache.L2Receipt;
import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.EmbeddedRedisReplication;
import io.headroom.embedded.ReplicationOptions;
import io.lettuce.core.Range;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A primary with a replica.
class ReplicatedRedisIT extends RedisSuite {

    private static EmbeddedRedisReplication redis;

    @BeforeAll
    static void start() {
        redis = EmbeddedRedisReplication.start(ReplicationOptions.temporary());
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Override
    RedisOptions options() {
        return RedisOptions.replicated(redis.servers().stream().map(EmbeddedRedis::url).toList());
    }

    @Override
    EmbeddedRedis primary(int slot) {
        return redis.primary();
    }

    @Override
    void breakDown(int slot) {
        redis.awaitInSync(Duration.ofSeconds(20));
        redis.primary().kill();
    }

    @Override
    void recover(int slot) {
        EmbeddedRedis old = redis.primary();
        redis.promote(redis.replicas().getFirst());
        redis.demote(old);
    }

    @Test
    void aFailOverToALaggingReplicaDoesNotBringBackWhatWasInvalidated() {
        Node a = followingNode();
        Node b = followingNode();
        a.load("k", "old", "t");
        a.load("l", "old", "t");
        redis.awaitInSync(Duration.ofSeconds(20));
        EmbeddedRedis replica = redis.replicas().getFirst();
        redis.detach(replica);
        L2Receipt lost = acknowledged(a.store.invalidate(List.of("k")));
        acknowledged(a.l2.invalidateTags(List.of("t")));
        assertThat(lost.awaitApplied(PATIENT)).isTrue();
        a.heard.clear();
        b.heard.clear();

        EmbeddedRedis old = redis.primary();
        old.kill();
        redis.promote(replica);
        redis.demote(old);

        await("both are well", () -> a.isWell() && b.isWell());
        assertThat(a.text("k")).isEqualTo("-");
        assertThat(b.text("l")).isEqualTo("-");
        assertThat(a.heard).contains("gap");
        assertThat(b.heard).contains("gap");
        Keys keys = keysOf("k");
        List<String> log =
                raw(keys, commands -> commands.xrange(keys.log(), Range.unbounded())).stream()
                        .flatMap(event -> event.getBody().values().stream())
                        .toList();
        assertThat(log).as("repeated for those who are here already").contains("k", "t");
        a.load("k", "new", "t");
        assertThat(b.text("k")).isEqualTo("new");
    }

    @Test
    void aDemotedPrimaryIsLeftAtOnce() {
        Node a = followingNode();
        a.load("k", "v");
        EmbeddedRedis old = redis.primary();
        EmbeddedRedis replica = redis.replicas().getFirst();
        redis.awaitInSync(Duration.ofSeconds(20));
        redis.promote(replica);
        redis.demote(old);
        await(
                "it writes to the new one",
                () -> {
                    a.store.invalidate(List.of("k"));
                    return a.isWell() && a.l2.health().pendingInvalidations() == 0;
                });
        a.load("k", "new");
        Keys keys = keysOf("k");
        assertThat(redis.primary()).isSameAs(replica);
        assertThat(number(keys, commands -> commands.exists(keys.value("items", "k")))).isOne();
    }
}
