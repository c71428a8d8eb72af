package io.headroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisIT {

    @TempDir Path directory;

    @Test
    void aDurableServerKeepsItsDataOverKillAndRestart() {
        try (EmbeddedRedis redis =
                EmbeddedRedis.start(RedisOptions.durable(directory.resolve("with a space")))) {
            int port = redis.port();
            try (RedisClient client = RedisClient.create(redis.url());
                    var connection = client.connect()) {
                var commands = connection.sync();
                assertThat(commands.configGet("append*"))
                        .containsEntry("appendonly", "yes")
                        .containsEntry("appendfsync", "everysec");
                commands.set("kept", "42");
                redis.kill();
                redis.restart();
                assertThat(redis.port()).isEqualTo(port);
                assertThat(commands.get("kept")).isEqualTo("42");
            }
        }
    }

    @Test
    void aTemporaryServerComesBackEmptyOrWithItsDataAsItsDurabilitySays() {
        try (EmbeddedRedis lossy = EmbeddedRedis.start(RedisOptions.temporary());
                EmbeddedRedis keeping =
                        EmbeddedRedis.start(
                                RedisOptions.temporary().withDurability(Durability.DURABLE));
                RedisClient client = RedisClient.create();
                var one = client.connect(RedisURI.create(lossy.url()));
                var two = client.connect(RedisURI.create(keeping.url()))) {
            one.sync().set("a", "1");
            two.sync().set("a", "1");
            lossy.kill();
            lossy.restart();
            keeping.kill();
            keeping.restart();
            assertThat(one.sync().exists("a")).isZero();
            assertThat(two.sync().get("a")).isEqualTo("1");

            int port = keeping.port();
            keeping.restartEmpty();
            assertThat(keeping.port()).isEqualTo(port);
            assertThat(two.sync().exists("a")).isZero();
        }
    }

    @Test
    void aPausedServerAnswersNobodyUntilItIsResumed() {
        try (EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.temporary());
                RedisClient client = RedisClient.create(redis.url());
                var connection = client.connect()) {
            redis.pause();
            assertThat(redis.isAlive()).isTrue();
            Future<String> answer = connection.async().set("a", "1");
            assertThat(answer).failsWithin(Duration.ofMillis(300));
            redis.resume();
            assertThat(answer).succeedsWithin(Duration.ofSeconds(10));

            redis.pause();
            redis.restart();
            assertThat(connection.sync().ping()).isEqualTo("PONG");
            redis.pause();
            redis.kill();
            assertThatThrownBy(redis::pause).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void twoTemporaryServersRunBesideEachOtherAndLeaveNoFolder() {
        EmbeddedRedis one = EmbeddedRedis.start(RedisOptions.temporary());
        EmbeddedRedis two = EmbeddedRedis.start(RedisOptions.temporary());
        try (one;
                two;
                RedisClient client = RedisClient.create(one.url());
                var connection = client.connect()) {
            assertThat(one.port()).isNotEqualTo(two.port());
            assertThat(connection.sync().configGet("appendonly")).containsEntry("appendonly", "no");
        }
        assertThat(one.dataDirectory()).doesNotExist();
        assertThat(two.dataDirectory()).doesNotExist();
    }

    @Test
    void aPasswordIsAskedFor() {
        try (EmbeddedRedis redis =
                        EmbeddedRedis.start(RedisOptions.temporary().withPassword("s3cret"));
                RedisClient known = RedisClient.create(redis.url());
                RedisClient unknown =
                        RedisClient.create("redis://" + redis.host() + ":" + redis.port())) {
            assertThat(known.connect().sync().ping()).isEqualTo("PONG");
            assertThatThrownBy(unknown::connect).isInstanceOf(RedisConnectionException.class);
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken =
                new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() ->
                            EmbeddedRedis.start(RedisOptions.durable(directory).withPort(port)))
                    .isInstanceOf(EmbeddedServerException.PortInUse.class)
                    .hasMessageContaining("127.0.0.1:" + port);
        }
    }

    @Test
    void aDirectoryInUseIsRefused() {
        try (EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.durable(directory))) {
            assertThatThrownBy(() -> EmbeddedRedis.start(RedisOptions.durable(directory)))
                    .isInstanceOf(EmbeddedServerException.DataDirectoryInUse.class);
            assertThat(redis.isAlive()).isTrue();
        }
    }

    @Test
    void aDirectiveThatTheServerRefusesIsInTheMessage() {
        assertThatThrownBy(() ->
                        EmbeddedRedis.start(
                                RedisOptions.durable(directory)
                                        .withSetting("maxmemory-policy", "none")))
                .isInstanceOf(EmbeddedServerException.StartFailed.class)
                .hasMessageContaining("maxmemory-policy");
    }
}
