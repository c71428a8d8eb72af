package io.headroom.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.EmbeddedRedisReplication;
import io.headroom.embedded.RedisOptions;
import io.headroom.embedded.ReplicationOptions;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Two processes add one to a number under a lock, and something goes wrong while the first is
/// between its read and its write. What [Tier#EFFICIENT] does is the control: its update is lost,
/// which proves that the fault was one.
@Timeout(120)
class LostUpdateIT {

    private final TestDatabase database = TestServers.newDatabase();
    private final List<AutoCloseable> servers = new ArrayList<>();

    @BeforeEach
    void createAccount() throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE account AS SELECT 0 AS n");
        }
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable server : servers.reversed()) {
            server.close();
        }
        database.close();
    }

    @ParameterizedTest
    @EnumSource
    void theHolderStandsStillBeyondItsLease(Tier tier) throws Exception {
        EmbeddedRedis redis = redis();
        Holder holder = begin(tier, false, redis.url());
        holder.signal("STOP");
        assertThat(add(tier, redis.url())).isEqualTo("WROTE");
        holder.signal("CONT");
        judge(tier, holder.finish());
    }

    @ParameterizedTest
    @EnumSource(names = {"EFFICIENT", "GUARDED"})
    void redisIsKilledAndForgetsEverything(Tier tier) throws Exception {
        EmbeddedRedis redis = redis();
        Holder holder = begin(tier, false, redis.url());
        redis.restartEmpty();
        assertThat(add(tier, redis.url())).isEqualTo("WROTE");
        judge(tier, holder.finish());
    }

    @ParameterizedTest
    @EnumSource(names = {"EFFICIENT", "GUARDED"})
    void redisFailsOverToAReplicaThatLags(Tier tier) throws Exception {
        EmbeddedRedisReplication redis =
                EmbeddedRedisReplication.start(ReplicationOptions.temporary());
        servers.add(redis);
        EmbeddedRedis old = redis.primary();
        EmbeddedRedis replica = redis.replicas().getFirst();
        redis.detach(replica);
        Holder holder = begin(tier, false, old.url(), replica.url());
        old.kill();
        redis.promote(replica);
        assertThat(add(tier, old.url(), replica.url())).isEqualTo("WROTE");
        judge(tier, holder.finish());
    }

    /// From its read on it believes in its lease.
    @ParameterizedTest
    @EnumSource
    void theClockOfTheHolderStandsStill(Tier tier) throws Exception {
        EmbeddedRedis redis = redis();
        Holder holder = begin(tier, true, redis.url());
        holder.signal("STOP");
        assertThat(add(tier, redis.url())).isEqualTo("WROTE");
        holder.signal("CONT");
        judge(tier, holder.finish());
    }

    private EmbeddedRedis redis() {
        EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.temporary());
        servers.add(redis);
        return redis;
    }

    /// The first process, until it has read.
    private Holder begin(Tier tier, boolean clockStandsStill, String... redis) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                LockHolder.class.getName(),
                                tier.name(),
                                Boolean.toString(clockStandsStill),
                                database.user(),
                                database.password(),
                                database.jdbcUrl()));
        command.addAll(List.of(redis));
        Holder holder =
                new Holder(
                        new ProcessBuilder(command)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start());
        servers.add(holder);
        assertThat(holder.answers.readLine()).isEqualTo("READ");
        return holder;
    }

    private String add(Tier tier, String... redis) throws Exception {
        try (Locks locks =
                Locks.builder()
                        .redis(RedisLockOptions.at(redis))
                        .database(database.dataSource())
                        .build()) {
            return LockHolder.add(locks, tier, database.dataSource(), () -> {});
        }
    }

    private void judge(Tier tier, String said) throws Exception {
        int reported = said.equals("WROTE") ? 2 : 1;
        int found = LockHolder.read(database.dataSource());
        if (tier == Tier.EFFICIENT) {
            assertThat(said).isEqualTo("WROTE");
            assertThat(reported - found).as("lost updates of the control").isEqualTo(1);
        } else {
            assertThat(said).startsWith("REFUSED");
            assertThat(found).as("updates that arrived").isEqualTo(reported);
        }
    }

    private static final class Holder implements AutoCloseable {

        private final Process process;
        private final BufferedReader answers;

        Holder(Process process) {
            this.process = process;
            answers =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
        }

        void signal(String name) throws IOException, InterruptedException {
            Process kill =
                    new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
        }

        String finish() throws IOException, InterruptedException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            String said = answers.readLine();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return said;
        }

        @Override
        public void close() {
            process.destroyForcibly();
            var _ = process.onExit().join();
        }
    }
}
