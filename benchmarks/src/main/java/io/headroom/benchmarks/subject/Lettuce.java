package io.headroom.benchmarks.subject;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Lettuce as one would set it up by hand: it rejects at once while it is not connected, and
/// connects anew within half a second.
final class Lettuce {

    private Lettuce() {}

    static RedisClient client(Settings settings) {
        RedisURI uri = RedisURI.create(settings.redisUrl());
        // For the handshake of a cold process; commands have the shorter one of the options.
        uri.setTimeout(Duration.ofSeconds(2));
        RedisClient client = RedisClient.create(resources(), uri);
        client.setOptions(options(settings));
        return client;
    }

    static ClientResources resources() {
        return ClientResources.builder()
                .reconnectDelay(() -> Delay.exponential(20, 500, TimeUnit.MILLISECONDS, 2))
                .build();
    }

    static ClientOptions options(Settings settings) {
        return ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()))
                .socketOptions(
                        SocketOptions.builder()
                                .connectTimeout(Duration.ofSeconds(1))
                                .keepAlive(true)
                                .build())
                .build();
    }

    static void shutdown(RedisClient client) {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        shutdown(client.getResources());
    }

    static void shutdown(ClientResources resources) {
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
