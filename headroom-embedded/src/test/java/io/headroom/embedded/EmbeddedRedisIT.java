package io.headroom.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
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
