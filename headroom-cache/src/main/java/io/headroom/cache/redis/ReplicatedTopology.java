package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.string;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Asks each of the given servers for its role, all at once.
final class ReplicatedTopology implements Topology {

    private final List<RedisURI> servers;
    private final RedisClient client;
    private final Duration budget;

    ReplicatedTopology(List<RedisURI> servers, RedisClient client, Duration budget) {
        this.servers = servers;
        this.client = client;
        this.budget = budget;
    }

    /// The one that says it is the primary; of two, the one that has written more.
    @Override
    public RedisURI primary(int slot) {
        List<CompletableFuture<List<Object>>> roles = new ArrayList<>();
        for (RedisURI server : servers) {
            roles.add(ask(server));
        }
        long most = -1;
        RedisURI primary = servers.getFirst();
        for (int i = 0; i < servers.size(); i++) {
            if (Session.await(roles.get(i), budget.toNanos())
                            instanceof Reply.Value<List<Object>>(var role)
                    && role.getFirst() instanceof byte[] name
                    && string(name).equals("master")
                    && role.get(1) instanceof Long offset
                    && offset > most) {
                most = offset;
                primary = servers.get(i);
            }
        }
        if (most < 0) {
            throw new RedisException("None of the " + servers.size() + " servers is a primary");
        }
        return primary;
    }

    private CompletableFuture<List<Object>> ask(RedisURI server) {
        return client.connectAsync(Session.CODEC, server)
                .toCompletableFuture()
                .thenCompose(connection ->
                        connection
                                .async()
                                .role()
                                .whenComplete((_, _) -> {
                                    var _ = Session.end(connection);
                                }));
    }
}
