package io.headroom.spring.operations.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headroom.cache.redis.RedisOptions;
import io.headroom.embedded.TestServers;
import io.headroom.operations.node.NodeDirectory.Seen;
import io.headroom.operations.node.ServiceNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.env.MockEnvironment;

/// Directories of two nodes on what Redis can be, and where a node says that it is.
class NodeDirectoriesIT {

    private static final NodesProperties QUICK = properties(Duration.ofMillis(500));

    private static NodesProperties properties(Duration interval) {
        return new NodesProperties(
                true, "", interval, Duration.ofSeconds(3), Duration.ofMillis(80));
    }

    static Stream<RedisOptions> servers() {
        String own = "directories-" + ProcessHandle.current().pid();
        return Stream.of(
                RedisOptions.at(TestServers.redis().url()).withKeyPrefix(own),
                RedisOptions.replicated(List.of("redis://127.0.0.1:1", TestServers.redis().url()))
                        .withKeyPrefix(own + "-replicated"),
                RedisOptions.cluster(TestServers.redisCluster().urls()).withKeyPrefix(own));
    }

    private static RedisNodeDirectory directory(RedisOptions redis, String service, int port) {
        ServiceNode self =
                new ServiceNode(
                        "i-" + port,
                        "node-" + port,
                        URI.create("http://127.0.0.1:" + port),
                        "",
                        Instant.EPOCH);
        return new RedisNodeDirectory(QUICK, redis, service, () -> self);
    }

    private static List<String> others(RedisNodeDirectory directory) {
        return directory.sightings().others().stream()
                .map(Seen::node)
                .map(ServiceNode::name)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void nodesOfOneServiceFindEachOtherAndNoneOfAnother(RedisOptions redis) {
        RedisNodeDirectory one = directory(redis, "shop", 1);
        RedisNodeDirectory two = directory(redis, "shop", 2);
        RedisNodeDirectory stranger = directory(redis, "office", 3);
        List<RedisNodeDirectory> all = List.of(one, two, stranger);
        try {
            all.forEach(RedisNodeDirectory::start);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> {
                        assertThat(others(one)).containsExactly("node-2");
                        assertThat(others(two)).containsExactly("node-1");
                        assertThat(stranger.sightings().problem()).isEmpty();
                    });
            assertThat(others(stranger)).isEmpty();
            two.stop();
            await().atMost(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(others(one)).isEmpty());
        } finally {
            all.forEach(RedisNodeDirectory::stop);
        }
    }

    @Test
    void aNodeIsWhereRedisIsReachedFromUnlessItIsBoundToAnAddress() {
        MockEnvironment environment =
                new MockEnvironment().withProperty("local.server.port", "8123");
        URI redis = URI.create(TestServers.redis().url());
        assertThat(OwnAddress.towards(redis, environment)).hasToString("http://127.0.0.1:8123");
        environment.setProperty("server.address", "127.0.0.7");
        environment.setProperty("server.servlet.context-path", "/shop/");
        assertThat(OwnAddress.towards(redis, environment))
                .hasToString("http://127.0.0.7:8123/shop");
        environment.setProperty("server.address", "0.0.0.0");
        environment.setProperty("server.ssl.bundle", "web");
        assertThat(OwnAddress.towards(redis, environment))
                .hasToString("https://127.0.0.1:8123/shop");
    }

    @Test
    void whatIsOutOfRangeNamesItsProperty() {
        assertThatThrownBy(() -> properties(Duration.ofMillis(499)))
                .hasMessageStartingWith("headroom.operations.nodes.interval must be from 500 ms");
        assertThatThrownBy(() -> properties(Duration.ofSeconds(2)))
                .hasMessageStartingWith("headroom.operations.nodes.forget-after must be from");
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() ->
                        new NodesProperties(
                                true, "", second, second.multipliedBy(9), second.multipliedBy(3)))
                .hasMessageStartingWith("headroom.operations.nodes.deadline must be from 10 ms");
        assertThatThrownBy(() ->
                        new NodesProperties(
                                true,
                                "http://user@host:1",
                                second,
                                second.multipliedBy(9),
                                Duration.ofMillis(80)))
                .hasMessageStartingWith("headroom.operations.nodes.address must be http://");
        assertThat(
                        new NodesProperties(
                                        true,
                                        "https://node-1.example.org/shop/",
                                        second,
                                        second.multipliedBy(9),
                                        Duration.ofMillis(80))
                                .ownAddress())
                .hasToString("https://node-1.example.org/shop");
    }
}
