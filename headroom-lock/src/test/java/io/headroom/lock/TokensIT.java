package io.headroom.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestServers;
import io.headroom.lock.LockAttempt.Acquired;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The last token of a name, as Redis keeps it.
class TokensIT {

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final String name = UUID.randomUUID().toString();
    private final String key = "headroom:lock:{" + name + "}:token";
    private final Locks locks =
            Locks.builder().redis(RedisLockOptions.at(TestServers.redis().url())).build();
    private final RedisClient client = RedisClient.create(TestServers.redis().url());
    private final RedisCommands<String, String> redis = client.connect().sync();

    @AfterEach
    void close() {
        redis.del(key);
        client.close();
        locks.close();
    }

    @Test
    void tokensRiseWithEachHolder() throws InterruptedException {
        long last = 0;
        for (int i = 0; i < 100; i++) {
            long token = taken();
            assertThat(token).isGreaterThan(last);
            last = token;
        }
    }

    @Test
    void tokensGoOnRisingByTheClockWhenTheLastOneWasLost() throws InterruptedException {
        taken();
        long before = taken();
        redis.del(key);
        assertThat(taken()).isGreaterThan(before);
        assertThat(redis.pttl(key)).isBetween(DAY_MILLIS - 60_000, DAY_MILLIS);
    }

    @Test
    void aNameThatIsTakenAllDayKeepsItsLastToken() throws InterruptedException {
        taken();
        redis.pexpire(key, 60_000);
        for (int i = 0; i < 64; i++) {
            taken();
        }
        assertThat(redis.pttl(key)).isGreaterThan(DAY_MILLIS - 60_000);
    }

    @Test
    void tokensGoOnFromTheLastOne() throws InterruptedException {
        redis.set(key, "1700000000000031", SetArgs.Builder.px(DAY_MILLIS));
        assertThat(taken()).isEqualTo(1_700_000_000_000_032L);
        assertThat(redis.get(key)).isEqualTo("1700000000000063");
    }

    @Test
    void oneWhoIsRefusedAfterTheLastTokenWasLostDoesNotMakeTokensBeginAnew() throws Exception {
        long before = taken();
        try (Locks others =
                        Locks.builder()
                                .redis(RedisLockOptions.at(TestServers.redis().url()))
                                .build();
                Hold hold = held(locks)) {
            assertThat(hold.token()).isGreaterThan(before);
            before = hold.token();
            redis.del(key);
            assertThat(
                            others.efficient()
                                    .tryLock(name, LockOptions.defaults().withWait(Duration.ZERO)))
                    .isInstanceOf(LockAttempt.Busy.class);
            assertThat(redis.get(key)).isEqualTo("32");
        }
        assertThat(taken()).isGreaterThan(before);
        assertThat(redis.pttl(key)).isBetween(DAY_MILLIS - 60_000, DAY_MILLIS);
    }

    private Hold held(Locks by) throws InterruptedException {
        LockAttempt<Hold> attempt = by.efficient().tryLock(name, LockOptions.defaults());
        assertThat(attempt).isInstanceOf(Acquired.class);
        return ((Acquired<Hold>) attempt).hold();
    }

    private long taken() throws InterruptedException {
        try (Hold hold = held(locks)) {
            return hold.token();
        }
    }
}
