package io.headroom.cache.redis;

import io.headroom.cache.L2;
import io.headroom.cache.L2Health;
import io.headroom.cache.L2Listener;
import io.headroom.cache.L2Store;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/// The shared tier on one Redis. One for a process; safe for use by many threads.
public final class RedisL2 implements L2 {

    private static final RedisCodec<String, byte[]> CODEC =
            RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    /// How many events the log keeps at least: what a node may miss and still catch up with.
    private static final long LOG_LENGTH = 100_000;

    private final RedisClient client;
    private final RedisOptions options;
    private final RedisLink link;
    private final InvalidationLog log;
    private final String node = UUID.randomUUID().toString();

    private RedisL2(RedisOptions options) {
        this.options = options;
        RedisURI uri = RedisURI.create(options.uri());
        uri.setTimeout(options.connectTimeout());
        client = RedisClient.create(uri);
        client.setOptions(
                ClientOptions.builder()
                        .protocolVersion(ProtocolVersion.RESP3)
                        // The link and the log connect anew by themselves, and check first to whom.
                        .autoReconnect(false)
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .requestQueueSize(10_000)
                        .socketOptions(
                                SocketOptions.builder()
                                        .connectTimeout(options.connectTimeout())
                                        .keepAlive(true)
                                        .build())
                        .build());
        link = new RedisLink(options, this::connection, InstantSource.system());
        log = new InvalidationLog(options, this::connection, node, LOG_LENGTH);
    }

    /// Connects. A Redis that is not there is no error: it is used as soon as it is.
    public static RedisL2 connect(RedisOptions options) {
        RedisL2 l2 = new RedisL2(options);
        l2.log.start();
        l2.link.start();
        return l2;
    }

    private StatefulRedisConnection<String, byte[]> connection() {
        return client.connect(CODEC);
    }

    @Override
    public L2Store open(String cacheName, L2Listener listener) {
        RedisStore store =
                new RedisStore(
                        new Keys(options.keyPrefix(), cacheName), options, link, node, LOG_LENGTH);
        log.listen(cacheName, listener);
        link.register(store);
        return store;
    }

    @Override
    public L2Health health() {
        return link.health(log.connected());
    }

    @Override
    public void close() {
        log.close();
        link.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
