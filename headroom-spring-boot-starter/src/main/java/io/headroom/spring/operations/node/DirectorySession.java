package io.headroom.spring.operations.node;

import io.headroom.cache.redis.RedisOptions;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A connection to the servers of `headroom.cache`, made when it is needed and given up with the
/// first failure: the next command begins anew, at whichever server is the primary by then. For one
/// thread.
final class DirectorySession implements AutoCloseable {

    private static final int THREADS = 2;

    private final RedisOptions options;
    private final Duration patience;
    private final List<RedisURI> uris;
    private @Nullable ClientResources threads;
    private @Nullable Opened opened;

    private record Opened(
            AbstractRedisClient client,
            StatefulConnection<String, String> connection,
            RedisClusterCommands<String, String> commands) {}

    /// @param patience for an answer
    DirectorySession(RedisOptions options, Duration patience) {
        this.options = options;
        this.patience = patience;
        this.uris = options.uris().stream().map(uri -> RedisURI.create(uri)).toList();
        uris.forEach(uri -> uri.setTimeout(patience));
    }

    /// @throws RedisException when there is no answer; the connection is given up then
    List<String> run(String script, String[] keys, String... arguments) {
        try {
            return open().commands().eval(script, ScriptOutputType.MULTI, keys, arguments);
        } catch (RuntimeException e) {
            giveUp();
            throw e;
        }
    }

    /// @throws RedisException when there is no answer; the connection is given up then
    void forget(String sortedSet, String hash, String member) {
        try {
            open().commands().zrem(sortedSet, member);
            open().commands().hdel(hash, member);
        } catch (RuntimeException e) {
            giveUp();
            throw e;
        }
    }

    private Opened open() {
        Opened known = opened;
        if (known != null && known.connection().isOpen()) {
            return known;
        }
        giveUp();
        Opened fresh = options.kind() == RedisOptions.Kind.CLUSTER ? cluster() : primary();
        opened = fresh;
        return fresh;
    }

    private ClientResources threads() {
        ClientResources known = threads;
        if (known == null) {
            known =
                    DefaultClientResources.builder()
                            .ioThreadPoolSize(THREADS)
                            .computationThreadPoolSize(THREADS)
                            .build();
            threads = known;
        }
        return known;
    }

    private Opened cluster() {
        RedisClusterClient client = RedisClusterClient.create(threads(), uris);
        client.setOptions(ClusterClientOptions.builder().socketOptions(socket()).build());
        try {
            StatefulRedisClusterConnection<String, String> connection = client.connect();
            return new Opened(client, connection, connection.sync());
        } catch (RuntimeException e) {
            client.shutdown(Duration.ZERO, patience);
            throw e;
        }
    }

    private Opened primary() {
        RedisClient client = RedisClient.create(threads());
        client.setOptions(
                ClientOptions.builder().autoReconnect(false).socketOptions(socket()).build());
        try {
            StatefulRedisConnection<String, String> connection = primary(client);
            return new Opened(client, connection, connection.sync());
        } catch (RuntimeException e) {
            client.shutdown(Duration.ZERO, patience);
            throw e;
        }
    }

    private StatefulRedisConnection<String, String> primary(RedisClient client) {
        RedisException reason = new RedisException("none of the servers is a primary");
        for (RedisURI uri : uris) {
            try {
                StatefulRedisConnection<String, String> connection = client.connect(uri);
                if (uris.size() == 1 || "master".equals(connection.sync().role().getFirst())) {
                    return connection;
                }
                connection.close();
            } catch (RedisException e) {
                reason = e;
            }
        }
        throw reason;
    }

    private SocketOptions socket() {
        return SocketOptions.builder()
                .connectTimeout(options.connectTimeout())
                .keepAlive(true)
                .build();
    }

    private void giveUp() {
        Opened known = opened;
        opened = null;
        if (known != null) {
            known.client().shutdown(Duration.ZERO, patience);
        }
    }

    @Override
    public void close() {
        giveUp();
        ClientResources known = threads;
        threads = null;
        if (known != null) {
            known.shutdown(0, patience.toMillis(), TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(patience.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
