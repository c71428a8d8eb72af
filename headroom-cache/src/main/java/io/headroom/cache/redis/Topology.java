package io.headroom.cache.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.function.LongSupplier;

/// Knows where the primary of a slot is now. Safe for use by many threads.
@FunctionalInterface
interface Topology {

    /// Asks for the address of a slot's primary; each question is put anew.
    ///
    /// @throws io.lettuce.core.RedisException when nobody knows
    RedisURI primary(int slot);

    static Topology of(RedisOptions options, RedisClient client, LongSupplier nanos) {
        List<RedisURI> seeds = options.uris().stream().map(uri -> RedisURI.create(uri)).toList();
        seeds.forEach(uri -> uri.setTimeout(options.connectTimeout()));
        return switch (options.kind()) {
            case SINGLE -> _ -> seeds.getFirst();
            case REPLICATED -> new ReplicatedTopology(seeds, client, options.connectTimeout());
            case CLUSTER -> new ClusterTopology(seeds, client, options.connectTimeout(), nanos);
        };
    }
}
