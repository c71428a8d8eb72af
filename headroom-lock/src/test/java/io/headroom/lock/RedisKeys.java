package io.headroom.lock;

import io.headroom.embedded.EmbeddedRedis;
import io.lettuce.core.RedisClient;

/// Reaches behind the back of locks.
final class RedisKeys {

    private RedisKeys() {}

    static void delete(EmbeddedRedis server, String key) {
        try (RedisClient client = RedisClient.create(server.url())) {
            client.connect().sync().del(key);
        }
    }
}
