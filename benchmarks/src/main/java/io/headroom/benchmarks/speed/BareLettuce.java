package io.headroom.benchmarks.speed;

import io.headroom.benchmarks.subject.Subject;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// Lettuce with nothing around it: a GET, decoded as UTF-8, and a SET where there is nothing.
final class BareLettuce implements Subject {

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final RedisCommands<String, String> redis;

    BareLettuce(String url) {
        client = RedisClient.create(url);
        connection = client.connect(StringCodec.UTF8);
        redis = connection.sync();
    }

    @Override
    public String read(String key) {
        String value = redis.get(key);
        if (value == null) {
            redis.set(key, Contender.value(), SetArgs.Builder.ex(Contender.TTL));
            return Contender.value();
        }
        return value;
    }

    @Override
    public Map<String, String> readAll(Collection<String> keys) {
        Map<String, String> values = new LinkedHashMap<>();
        for (KeyValue<String, String> found : redis.mget(keys.toArray(String[]::new))) {
            values.put(found.getKey(), found.hasValue() ? found.getValue() : read(found.getKey()));
        }
        return values;
    }

    @Override
    public boolean invalidate(String key) {
        redis.del(key);
        return true;
    }

    @Override
    public boolean invalidateAll(Collection<String> keys) {
        redis.unlink(keys.toArray(String[]::new));
        return true;
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
