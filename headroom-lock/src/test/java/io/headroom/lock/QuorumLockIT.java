package io.headroom.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.RedisOptions;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.lock.LockAttempt.Busy;
import io.headroom.lock.LockAttempt.Unavailable;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class QuorumLockIT extends LockSuite {

    private final TestDatabase database = TestServers.newDatabase();
    private final List<EmbeddedRedis> servers =
            IntStream.range(0, 3)
                    .mapToObj(_ -> EmbeddedRedis.start(RedisOptions.temporary()))
                    .toList();

    @AfterAll
    void stop() {
        servers.forEach(EmbeddedRedis::close);
        database.close();
    }

    @Override
    Locks process() {
        return Locks.builder()
                .redis(
                        servers.stream()
                                .map(server -> RedisLockOptions.at(server.url()))
                                .toArray(RedisLockOptions[]::new))
                .database(database.dataSource())
                .build();
    }

    @Override
    Tier tier() {
        return Tier.GUARDED;
    }

    @Override
    void forget(String name) {
        servers.forEach(server -> RedisKeys.delete(server, "headroom:lock:{" + name + "}"));
    }

    @Test
    void oneServerThatForgetsGivesTheLockToNobodyElse() throws Exception {
        try (Locks here = process();
                Locks there = process()) {
            Hold hold = held(here.guarded().tryLock("most", NOT_AT_ALL, LONG));
            servers.getFirst().restartEmpty();
            assertThat(there.guarded().tryLock("most", Duration.ofMillis(300), LONG))
                    .isInstanceOf(Busy.class);
            hold.unlock();
        }
    }

    @Test
    void itWorksOnWithoutOneServerAndNotWithoutTwo() throws Exception {
        try (Locks locks = process()) {
            held(locks.guarded().tryLock("warm", NOT_AT_ALL, LONG)).unlock();
            servers.get(0).kill();
            try {
                held(locks.guarded().tryLock("one", Duration.ofSeconds(3), LONG)).unlock();
                servers.get(1).kill();
                assertThat(locks.guarded().tryLock("two", Duration.ofMillis(200), LONG))
                        .isInstanceOf(Unavailable.class);
            } finally {
                servers.get(0).restart();
                if (!servers.get(1).isAlive()) {
                    servers.get(1).restart();
                }
            }
            held(locks.guarded().tryLock("again", LONG, LONG)).unlock();
        }
    }

    @Test
    void anEvenNumberOfServersIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Locks.builder()
                                .redis(
                                        RedisLockOptions.at("redis://127.0.0.1:1"),
                                        RedisLockOptions.at("redis://127.0.0.1:2"))
                                .database(database.dataSource())
                                .build())
                .withMessageContaining("odd number");
    }
}
