package io.headroom.spring.lock;

import static io.headroom.spring.running.RunningService.OPERATIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.lock.Hold;
import io.headroom.lock.LockBusyException;
import io.headroom.lock.LockOptions;
import io.headroom.lock.Locks;
import io.headroom.lock.Tier;
import io.headroom.spring.running.RunningService;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// A service of the starter with locks on Redis and PostgreSQL.
class LocksIT {

    private static TestDatabase database;
    private static RunningService service;
    private static Locks locks;
    private static Service methods;
    private static JdbcClient jdbc;

    @BeforeAll
    static void start() {
        database = TestServers.newDatabase();
        service =
                RunningService.start(
                        Service.class,
                        database,
                        "--spring.datasource.hikari.maximum-pool-size=4",
                        "--headroom.cache.redis-url=" + TestServers.redis().url(),
                        "--headroom.lock.key-prefix=locks-it",
                        "--headroom.lock.wait=200ms",
                        "--headroom.http.health-interval=500ms");
        locks = service.bean(Locks.class);
        methods = service.bean(Service.class);
        jdbc = service.bean(JdbcClient.class);
        jdbc.sql("CREATE TABLE counted (n int)").update();
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    @Test
    void fencesThatNobodyMovesAreForgotten() throws Exception {
        FenceRounds rounds = service.bean(FenceRounds.class);
        assertThat(rounds.isRunning()).isTrue();
        for (String name : List.of("fence:old", "fence:young")) {
            locks.guarded().executeInTransaction(name, LockOptions.defaults(), _ -> 1);
        }
        jdbc.sql(
                        "UPDATE headroom.headroom_lock_fence SET guarded_at = now() - interval '31 days' WHERE name = 'fence:old'")
                .update();

        rounds.forget();

        assertThat(
                        jdbc.sql(
                                        "SELECT name FROM headroom.headroom_lock_fence WHERE name LIKE 'fence:%'")
                                .query(String.class)
                                .list())
                .containsExactly("fence:young");
    }

    @Test
    void anAnnotatedMethodHoldsItsLockByItsArguments() throws Exception {
        assertThat(locks.tiers()).containsExactly(Tier.EFFICIENT, Tier.GUARDED, Tier.STRICT);
        for (Tier tier : Tier.values()) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> first = threads.submit(() -> call(tier, 7, inside, leave));
                assertThat(inside.await(10, TimeUnit.SECONDS)).as(tier.name()).isTrue();
                assertThatThrownBy(() -> call(tier, 7, new CountDownLatch(1), leave))
                        .as(tier.name())
                        .isInstanceOf(LockBusyException.class)
                        .hasMessageContaining("order:7");
                CountDownLatch other = new CountDownLatch(0);
                call(tier, 8, new CountDownLatch(1), other);
                leave.countDown();
                first.get(10, TimeUnit.SECONDS);
            }
            call(tier, 7, new CountDownLatch(1), new CountDownLatch(0));
        }
    }

    private static String call(Tier tier, long id, CountDownLatch inside, CountDownLatch leave)
            throws InterruptedException {
        return switch (tier) {
            case EFFICIENT -> methods.efficient(id, inside, leave);
            case GUARDED -> methods.guarded(id, inside, leave);
            case STRICT -> methods.strict(id, inside, leave);
        };
    }

    @Test
    void aGuardedMethodRunsInATransactionThatFailsAsAWhole() {
        assertThatThrownBy(() -> methods.fails(1))
                .isInstanceOf(IOException.class)
                .hasMessage("after the insert");
        assertThat(count(1)).isZero();
        methods.inserts(2);
        assertThat(count(2)).isEqualTo(1);
    }

    private static int count(int number) {
        return jdbc.sql("SELECT count(*) FROM counted WHERE n = ?")
                .param(number)
                .query(Integer.class)
                .single();
    }

    @Test
    void aLockUnderACallersTransactionIsGivenBackAfterIt() throws Exception {
        TransactionTemplate transaction = service.bean(TransactionTemplate.class);
        LockOptions atOnce = LockOptions.defaults().withWait(Duration.ZERO);
        transaction.executeWithoutResult(_ -> {
            methods.inserts(3);
            assertThatThrownBy(() -> locks.guarded().acquire("insert:3", atOnce))
                    .isInstanceOf(LockBusyException.class);
        });
        locks.guarded().acquire("insert:3", atOnce).unlock();
        assertThat(count(3)).isEqualTo(1);
    }

    @Test
    void theCallShowsOurLocksAndPostgreSqls() throws Exception {
        try (Hold hold = locks.guarded().acquire("shown", LockOptions.defaults())) {
            for (String path : List.of(OPERATIONS + "/locks", "/metrics/locks")) {
                JsonNode data = service.data(path);
                JsonNode tier = data.get("ours").get(1);
                assertThat(tier.get("tier").asString()).isEqualTo("guarded");
                assertThat(tier.get("active").asInt()).isEqualTo(1);
                JsonNode shown = tier.get("holds").get(0);
                assertThat(shown.get("name").asString()).isEqualTo("shown");
                assertThat(shown.get("token").asLong()).isEqualTo(hold.token());
                assertThat(data.get("postgres").has("trees")).isTrue();
            }
            assertThatThrownBy(() ->
                            locks.guarded()
                                    .acquire(
                                            "shown",
                                            LockOptions.defaults().withWait(Duration.ofMillis(50))))
                    .isInstanceOf(LockBusyException.class);
        }
        JsonNode contention = service.data(OPERATIONS + "/locks/contention");
        assertThat(contention.get("ours").findValuesAsString("name")).contains("shown");
        assertThat(contention.has("postgres")).isTrue();
        assertThat(contention.get("stretchSeconds").asLong()).isPositive();
    }

    @Test
    void readingFromElsewhereNeedsTheOperator() {
        assertThat(
                        service.get(OPERATIONS + "/locks", "X-Forwarded-For", "203.0.113.7")
                                .statusCode())
                .isEqualTo(401);
    }

    @Test
    void metricsAndHealthTellOfLocks() {
        methods.inserts(4);
        assertThat(service.get("/metrics").body())
                .contains(
                        "headroom_lock_attempts_total{result=\"acquired\",tier=\"guarded\"",
                        "headroom_lock_attempts_total{result=\"busy\",tier=\"efficient\"",
                        "headroom_lock_active{",
                        "headroom_lock_waiting{",
                        "headroom_lock_contended_total{",
                        "headroom_lock_lost_total{",
                        "headroom_lock_refused_total{",
                        "headroom_lock_wait_seconds_bucket{",
                        "headroom_lock_hold_seconds_bucket{",
                        "headroom_lock_postgres_waiting");
        await().until(() ->
                service.get("/health/ready").body().contains("efficient, guarded, strict"));
    }

    @EnableAutoConfiguration
    static class Service {

        private final JdbcClient jdbc;

        Service(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @Locked(value = "order:#{#id}", tier = Tier.EFFICIENT)
        String efficient(long id, CountDownLatch inside, CountDownLatch leave)
                throws InterruptedException {
            return stay(inside, leave);
        }

        @Locked("order:#{#id}")
        String guarded(long id, CountDownLatch inside, CountDownLatch leave)
                throws InterruptedException {
            assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isTrue();
            return stay(inside, leave);
        }

        @Locked(value = "order:#{#id}", tier = Tier.STRICT, lease = "${none:20s}")
        String strict(long id, CountDownLatch inside, CountDownLatch leave)
                throws InterruptedException {
            assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isTrue();
            return stay(inside, leave);
        }

        private static String stay(CountDownLatch inside, CountDownLatch leave)
                throws InterruptedException {
            inside.countDown();
            assertThat(leave.await(10, TimeUnit.SECONDS)).isTrue();
            return "done";
        }

        @Locked("fail:#{#number}")
        void fails(int number) throws IOException {
            insert(number);
            throw new IOException("after the insert");
        }

        @Locked("insert:#{#number}")
        void inserts(int number) {
            insert(number);
        }

        private void insert(int number) {
            jdbc.sql("INSERT INTO counted VALUES (?)").param(number).update();
        }
    }
}
