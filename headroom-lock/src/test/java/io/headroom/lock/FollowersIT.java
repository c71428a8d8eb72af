package io.headroom.lock;

import static io.headroom.lock.LockSuite.LONG;
import static io.headroom.lock.LockSuite.NOT_AT_ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.RedisOptions;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Holders of one process who follow each other under one lease. Time stands still.
@Timeout(60)
class FollowersIT {

    private static final Pattern SCRIPTS_RUN =
            Pattern.compile(
                    "cmdstat_(?:evalsha|eval):calls=(\\d+).*?rejected_calls=\\d+,failed_calls=(\\d+)");

    private final AtomicLong nanos = new AtomicLong(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private EmbeddedRedis redis;
    private Locks locks;

    @BeforeEach
    void start() throws Exception {
        redis = EmbeddedRedis.start(RedisOptions.temporary());
        locks =
                Locks.builder()
                        .redis(RedisLockOptions.at(redis.url()))
                        .nanoTime(nanos::get)
                        .build();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        locks.close();
        redis.close();
    }

    private long scriptsRun() {
        try (RedisClient client = RedisClient.create(redis.url())) {
            Matcher figures = SCRIPTS_RUN.matcher(client.connect().sync().info("commandstats"));
            long calls = 0;
            while (figures.find()) {
                calls += Long.parseLong(figures.group(1)) - Long.parseLong(figures.group(2));
            }
            return calls;
        }
    }

    private Hold hold(String name) throws InterruptedException {
        return LockSuite.held(locks.efficient().tryLock(name, NOT_AT_ALL, LONG));
    }

    private void queue(String name, List<Future<Long>> waiters, List<Long> tokens)
            throws Exception {
        int before = waiting();
        waiters.add(
                threads.submit(() -> {
                    Hold next = LockSuite.held(locks.efficient().tryLock(name, LONG, LONG));
                    tokens.add(next.token());
                    next.unlock();
                    return next.token();
                }));
        LockSuite.await(() -> waiting() == before + 1);
    }

    private int waiting() {
        return locks.statistics(Tier.EFFICIENT).waiting();
    }

    @Test
    void redisIsAskedOnceForThirtyTwoHolders() throws Exception {
        hold("warm").unlock();
        List<Future<Long>> waiters = new ArrayList<>();
        List<Long> tokens = Collections.synchronizedList(new ArrayList<>());
        long before = scriptsRun();
        Hold first = hold("many");
        for (int i = 0; i < 40; i++) {
            queue("many", waiters, tokens);
        }
        first.unlock();
        for (Future<Long> waiter : waiters) {
            waiter.get(20, TimeUnit.SECONDS);
        }
        assertThat(tokens).hasSize(40).isSorted().doesNotHaveDuplicates();
        assertThat(tokens.getFirst()).isEqualTo(first.token() + 1);
        // Taken, handed over after 32, given back.
        assertThat(scriptsRun() - before).isEqualTo(3);
        assertThat(locks.statistics(Tier.EFFICIENT).acquired()).isEqualTo(42);
        assertThat(locks.statistics(Tier.EFFICIENT).active()).isZero();

        Hold next = hold("many");
        assertThat(next.token()).isGreaterThan(tokens.getLast());
        next.unlock();
    }

    @Test
    void aLeaseThatIsNotFreshIsHandedOverByRedis() throws Exception {
        List<Future<Long>> waiters = new ArrayList<>();
        Hold first = hold("old");
        queue("old", waiters, new ArrayList<>());
        nanos.addAndGet(Duration.ofMillis(6).toNanos());
        RedisKeys.delete(redis, "headroom:lock:{old}");
        assertThatThrownBy(first::unlock)
                .as("Redis was asked and did not know it")
                .isInstanceOf(LockLostException.class);
        assertThat(waiters.getFirst().get(20, TimeUnit.SECONDS)).isGreaterThan(first.token());
    }

    @Test
    void anExtendedLeaseIsHandedOverByRedis() throws Exception {
        List<Future<Long>> waiters = new ArrayList<>();
        Hold first = hold("extended");
        assertThat(first.extend(Duration.ofSeconds(1))).isTrue();
        queue("extended", waiters, new ArrayList<>());
        RedisKeys.delete(redis, "headroom:lock:{extended}");
        assertThatThrownBy(first::unlock).isInstanceOf(LockLostException.class);
        waiters.getFirst().get(20, TimeUnit.SECONDS);
    }

    @Test
    void whoWantsALongerLeaseAsksRedis() throws Exception {
        Hold first = hold("longer");
        Future<Duration> waiter =
                threads.submit(() -> {
                    try (Hold next =
                            LockSuite.held(
                                    locks.efficient()
                                            .tryLock("longer", LONG, LONG.multipliedBy(3)))) {
                        return next.remaining();
                    }
                });
        LockSuite.await(() -> waiting() == 1);
        first.unlock();
        assertThat(waiter.get(20, TimeUnit.SECONDS)).isGreaterThan(LONG.multipliedBy(2));
    }

    @Test
    void aReleaseThatIsNotAwaitedFreesAndTellsOfALossAfterwards() throws Exception {
        LockOptions options = LockOptions.defaults().withLease(LONG).withReleaseAwaited(false);
        locks.efficient().acquire("sent", options).unlock();
        // This process asks behind it on the same connection.
        locks.efficient().acquire("sent", options.withWait(NOT_AT_ALL)).unlock();
        try (Locks other = Locks.builder().redis(RedisLockOptions.at(redis.url())).build()) {
            other.efficient().acquire("sent", options).unlock();
        }
        assertThat(locks.statistics(Tier.EFFICIENT).lost()).isZero();

        Hold forgotten = locks.efficient().acquire("sent", options);
        RedisKeys.delete(redis, "headroom:lock:{sent}");
        forgotten.unlock();
        LockSuite.await(() -> locks.statistics(Tier.EFFICIENT).lost() == 1);
        assertThat(locks.statistics(Tier.EFFICIENT).active()).isZero();
    }
}
