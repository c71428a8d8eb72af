package io.headroom.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.RedisOptions;
import io.headroom.lock.LockAttempt.Unavailable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Redis that is away, stands still, or comes back.
@Timeout(60)
class RedisAwayIT {

    private static final Duration LONG = LockSuite.LONG;

    @Test
    void aLockIsUnavailableWithoutRedisAndHealsByItself() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.temporary());
                Locks locks = Locks.builder().redis(RedisLockOptions.at(redis.url())).build()) {
            DistributedLock<Hold> lock = locks.efficient();
            LockSuite.held(lock.tryLock("a", Duration.ZERO, LONG)).unlock();
            assertThat(locks.redisTrouble()).isEmpty();

            redis.kill();
            LockSuite.await(() -> !locks.redisTrouble().isEmpty());
            long began = System.nanoTime();
            assertThat(lock.tryLock("a", Duration.ZERO, LONG)).isInstanceOf(Unavailable.class);
            assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(2));

            redis.restart();
            LockSuite.held(lock.tryLock("a", LONG, LONG)).unlock();
            assertThat(locks.redisTrouble()).isEmpty();
            assertThat(locks.statistics().getFirst().unavailable()).isPositive();
        }
    }

    @Test
    void aServiceStartsBeforeItsRedis() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.temporary())) {
            redis.kill();
            try (Locks locks = Locks.builder().redis(RedisLockOptions.at(redis.url())).build()) {
                assertThat(locks.efficient().tryLock("b", Duration.ZERO, LONG))
                        .isInstanceOf(Unavailable.class);
                redis.restart();
                LockSuite.held(locks.efficient().tryLock("b", LONG, LONG)).unlock();
            }
        }
    }

    @Test
    void aPausedRedisHoldsNobodyUpAndLeavesNoLockBehind() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.temporary());
                Locks locks =
                        Locks.builder()
                                .redis(
                                        RedisLockOptions.at(redis.url())
                                                .withPatience(Duration.ofMillis(200)))
                                .build()) {
            DistributedLock<Hold> lock = locks.efficient();
            Hold hold = LockSuite.held(lock.tryLock("held", Duration.ZERO, LONG));
            redis.pause();
            long began = System.nanoTime();
            assertThat(lock.tryLock("c", Duration.ZERO, LONG)).isInstanceOf(Unavailable.class);
            hold.unlock(); // ends with its lease, or when Redis goes on
            assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(2));
            redis.resume();
            LockSuite.held(lock.tryLock("c", Duration.ofSeconds(2), LONG)).unlock();
            LockSuite.held(lock.tryLock("held", Duration.ofSeconds(2), LONG)).unlock();
        }
    }
}
