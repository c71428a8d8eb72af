package io.headroom.spring;

import io.headroom.cache.redis.RedisOptions;
import java.util.Optional;

/// The shared tier that the configuration names.
final class RedisWiring {

    private RedisWiring() {}

    /// How to reach it; empty when there is none.
    ///
    /// @throws IllegalArgumentException when an option is out of its range; the message names it
    static Optional<RedisOptions> options(HeadroomCacheProperties properties) {
        RedisSettings settings = properties.redis();
        boolean single = settings.mode() == RedisSettings.Mode.SINGLE;
        if (!single && !properties.redisUrl().isEmpty()) {
            throw new IllegalArgumentException(
                    "headroom.cache.redis-url names a single server, but headroom.cache.redis.mode"
                            + " is "
                            + settings.mode()
                            + "; leave out one of them");
        }
        if (single && properties.redisUrl().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(over(settings, servers(properties)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("headroom.cache.redis: " + e.getMessage(), e);
        }
    }

    private static RedisOptions servers(HeadroomCacheProperties properties) {
        RedisSettings settings = properties.redis();
        return switch (settings.mode()) {
            case SINGLE -> RedisOptions.at(properties.redisUrl());
            case REPLICATED -> RedisOptions.replicated(settings.nodes());
            case CLUSTER -> RedisOptions.cluster(settings.nodes());
        };
    }

    private static RedisOptions over(RedisSettings settings, RedisOptions options) {
        RedisOptions result = options;
        if (settings.keyPrefix() != null) {
            result = result.withKeyPrefix(settings.keyPrefix());
        }
        if (settings.writeBudget() != null) {
            result = result.withWriteBudget(settings.writeBudget());
        }
        if (settings.connectTimeout() != null) {
            result = result.withConnectTimeout(settings.connectTimeout());
        }
        if (settings.coherenceLease() != null) {
            result = result.withCoherenceLease(settings.coherenceLease());
        }
        if (settings.partitions() != null) {
            result = result.withPartitions(settings.partitions());
        }
        return result;
    }
}
