package io.headroom.spring;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.cache.redis.*` configures: where the shared tier is, when it is more than one
/// server, and how it is used.
///
/// @param mode what the servers are to each other; `single` by default
/// @param nodes the servers of `replicated` and `cluster`, as `redis://[:password@]host:port`
/// @param keyPrefix what the keys in Redis begin with; `headroom` by default
/// @param writeBudget the longest wait for an invalidation to be acknowledged; 250 ms by default
/// @param connectTimeout the longest wait for a connection; 1 s by default
/// @param coherenceLease how long a node that is cut off may serve from its first tier; 2 s by
///   default; the same on every node
/// @param partitions how many logs of invalidations a cluster keeps; 12 by default; the same on
///   every node
public record RedisSettings(
        @DefaultValue("single") Mode mode,
        @DefaultValue List<String> nodes,
        @Nullable String keyPrefix,
        @Nullable Duration writeBudget,
        @Nullable Duration connectTimeout,
        @Nullable Duration coherenceLease,
        @Nullable Integer partitions) {

    /// What the servers are to each other.
    public enum Mode {
        /// One server, at `headroom.cache.redis-url`.
        SINGLE,
        /// A primary and its replicas.
        REPLICATED,
        /// A Redis Cluster.
        CLUSTER
    }

    public RedisSettings {
        if (mode == Mode.SINGLE && !nodes.isEmpty()) {
            throw new IllegalArgumentException(
                    "headroom.cache.redis.nodes needs headroom.cache.redis.mode replicated or"
                            + " cluster; a single server is named by headroom.cache.redis-url");
        }
        if (mode != Mode.SINGLE && nodes.isEmpty()) {
            throw new IllegalArgumentException(
                    "headroom.cache.redis.nodes must name at least one server, since"
                            + " headroom.cache.redis.mode is "
                            + mode);
        }
        if (mode != Mode.CLUSTER && partitions != null) {
            throw new IllegalArgumentException(
                    "headroom.cache.redis.partitions has a meaning for headroom.cache.redis.mode"
                            + " cluster alone");
        }
        nodes = List.copyOf(nodes);
    }

    static RedisSettings defaults() {
        return new RedisSettings(Mode.SINGLE, List.of(), null, null, null, null, null);
    }
}
