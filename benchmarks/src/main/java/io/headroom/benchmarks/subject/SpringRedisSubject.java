package io.headroom.benchmarks.subject;

import io.lettuce.core.resource.ClientResources;
import java.util.Collection;
import java.util.Map;
import org.springframework.data.redis.cache.BatchStrategies;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializationContext;
import org.springframework.data.redis.serializer.RedisSerializer;

/// Spring's `RedisCacheManager`: no tier in process, `sync` loads (`Cache.get(key, Callable)`),
/// immediate eviction, aware of transactions, cleared by SCAN.
final class SpringRedisSubject implements Subject {

    private final ClientResources resources = Lettuce.resources();
    private final LettuceConnectionFactory connections;
    private final SpringReads items;

    SpringRedisSubject(Settings settings) {
        connections =
                new LettuceConnectionFactory(
                        new RedisStandaloneConfiguration("127.0.0.1", settings.redisPort()),
                        LettuceClientConfiguration.builder()
                                .clientResources(resources)
                                .clientOptions(Lettuce.options(settings))
                                .commandTimeout(settings.commandTimeout())
                                .build());
        connections.afterPropertiesSet();
        connections.start();
        RedisCacheManager manager =
                RedisCacheManager.builder(
                                RedisCacheWriter.nonLockingRedisCacheWriter(
                                        connections, BatchStrategies.scan(1_000)))
                        .cacheDefaults(
                                RedisCacheConfiguration.defaultCacheConfig()
                                        .entryTtl(settings.ttl())
                                        .serializeValuesWith(
                                                RedisSerializationContext.SerializationPair
                                                        .fromSerializer(RedisSerializer.string())))
                        .transactionAware()
                        .build();
        manager.afterPropertiesSet();
        items = new SpringReads(manager, settings.source());
    }

    @Override
    public String read(String key) {
        return items.read(key);
    }

    @Override
    public Map<String, String> readAll(Collection<String> keys) {
        return items.readAll(keys);
    }

    @Override
    public boolean invalidate(String key) {
        return items.invalidate(key);
    }

    @Override
    public boolean invalidateAll(Collection<String> keys) {
        return items.invalidateAll();
    }

    @Override
    public void close() {
        connections.destroy();
        Lettuce.shutdown(resources);
    }
}
