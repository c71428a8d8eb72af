package io.headroom.benchmarks.subject;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheBuilder;
import com.alicp.jetcache.CacheResult;
import com.alicp.jetcache.CacheResultCode;
import com.alicp.jetcache.SimpleCacheManager;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.Kryo5ValueDecoder;
import com.alicp.jetcache.support.Kryo5ValueEncoder;
import com.alicp.jetcache.template.CacheBuilderTemplate;
import com.alicp.jetcache.template.NotifyMonitorInstaller;
import com.alicp.jetcache.template.QuickConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// JetCache with `CacheType.BOTH`, `syncLocal` over its broadcast channel, and penetration
/// protection (one load per key and node).
final class JetCacheSubject implements Subject {

    private static final String AREA = "default";

    private final RedisClient client;
    private final SimpleCacheManager manager = new SimpleCacheManager();
    private final Cache<String, String> cache;
    private final Source source;

    JetCacheSubject(Settings settings) {
        source = settings.source();
        client = Lettuce.client(settings);
        CacheBuilder local =
                CaffeineCacheBuilder.createCaffeineCacheBuilder()
                        .limit(settings.localEntries())
                        .keyConvertor(key -> key)
                        .expireAfterWrite(settings.ttl().toMillis(), TimeUnit.MILLISECONDS);
        CacheBuilder remote =
                RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                        .redisClient(client)
                        .pubSubConnection(client.connectPubSub(ByteArrayCodec.INSTANCE))
                        .asyncResultTimeoutInMillis(settings.commandTimeout().toMillis())
                        .keyPrefix("jetcache:")
                        .keyConvertor(key -> key)
                        .valueEncoder(Kryo5ValueEncoder.INSTANCE)
                        .valueDecoder(Kryo5ValueDecoder.INSTANCE)
                        .broadcastChannel("jetcache")
                        .expireAfterWrite(settings.ttl().toMillis(), TimeUnit.MILLISECONDS);
        CacheResult.setDefaultTimeout(settings.commandTimeout());
        CacheBuilderTemplate template =
                new CacheBuilderTemplate(true, Map.of(AREA, local), Map.of(AREA, remote));
        // Without it "syncLocal" does nothing; its Spring Boot starter installs it as well.
        template.getCacheMonitorInstallers().add(new NotifyMonitorInstaller(area -> remote));
        manager.setCacheBuilderTemplate(template);
        cache =
                manager.getOrCreateCache(
                        QuickConfig.newBuilder(AREA, "items")
                                .cacheType(CacheType.BOTH)
                                .syncLocal(true)
                                .localLimit(settings.localEntries())
                                .expire(settings.ttl())
                                .localExpire(settings.ttl())
                                .penetrationProtect(true)
                                .penetrationProtectTimeout(Duration.ofSeconds(10))
                                .build());
    }

    @Override
    public String read(String key) {
        return Present.orThrow(key, cache.computeIfAbsent(key, this::load));
    }

    private String load(String key) {
        try {
            return source.load(key);
        } catch (Exception e) {
            throw new IllegalStateException("cannot load " + key, e);
        }
    }

    @Override
    public Map<String, String> readAll(Collection<String> keys) throws Exception {
        Set<String> wanted = new HashSet<>(keys);
        Map<String, String> found = new LinkedHashMap<>(cache.getAll(wanted));
        wanted.removeAll(found.keySet());
        if (!wanted.isEmpty()) {
            Map<String, String> loaded = source.loadAll(wanted);
            cache.putAll(loaded);
            found.putAll(loaded);
        }
        return found;
    }

    @Override
    public boolean invalidate(String key) {
        return done(cache.REMOVE(key));
    }

    /// It has neither tags nor a way to clear Redis.
    @Override
    public boolean invalidateAll(Collection<String> keys) {
        return done(cache.REMOVE_ALL(new HashSet<>(keys)));
    }

    /// PART_SUCCESS is its answer when Redis did not have the key, and when Redis failed: it
    /// promises nothing then.
    private static boolean done(CacheResult result) {
        return result.isSuccess() || result.getResultCode() == CacheResultCode.NOT_EXISTS;
    }

    @Override
    public void close() {
        manager.close();
        Lettuce.shutdown(client);
    }
}
