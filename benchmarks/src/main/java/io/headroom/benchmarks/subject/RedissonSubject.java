package io.headroom.benchmarks.subject;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.map.MapLoader;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;

/// Redisson's local cached map: `SyncStrategy.INVALIDATE`, `ReconnectionStrategy.CLEAR`, Caffeine
/// in process, read-through by a `MapLoader` (one load per key in the cluster by its lock).
///
/// Entries have a time to live in process alone: the map with one in Redis is not in the free
/// edition.
final class RedissonSubject implements Subject {

    private final RedissonClient client;
    private final RLocalCachedMap<String, String> map;
    private final Source source;

    RedissonSubject(Settings settings) {
        source = settings.source();
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        config.useSingleServer()
                .setAddress(settings.redisUrl())
                .setConnectionPoolSize(16)
                .setConnectionMinimumIdleSize(4)
                .setSubscriptionConnectionPoolSize(4)
                .setConnectTimeout(1_000)
                .setTimeout((int) settings.commandTimeout().toMillis())
                .setRetryAttempts(1)
                .setRetryDelay(new ConstantDelay(Duration.ofMillis(50)))
                .setReconnectionDelay(new ConstantDelay(Duration.ofMillis(100)))
                .setPingConnectionInterval(1_000)
                .setKeepAlive(true);
        client = Redisson.create(config);
        map =
                client.getLocalCachedMap(
                        LocalCachedMapOptions.<String, String>name("items")
                                .syncStrategy(LocalCachedMapOptions.SyncStrategy.INVALIDATE)
                                .reconnectionStrategy(
                                        LocalCachedMapOptions.ReconnectionStrategy.CLEAR)
                                .storeMode(LocalCachedMapOptions.StoreMode.LOCALCACHE_REDIS)
                                .cacheProvider(LocalCachedMapOptions.CacheProvider.CAFFEINE)
                                .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LFU)
                                .cacheSize(settings.localEntries())
                                .timeToLive(settings.ttl())
                                .loader(new Loader()));
    }

    private final class Loader implements MapLoader<String, String> {

        @Override
        public String load(String key) {
            try {
                return source.load(key);
            } catch (Exception e) {
                throw new IllegalStateException("cannot load " + key, e);
            }
        }

        @Override
        public Iterable<String> loadAllKeys() {
            return List.of();
        }
    }

    @Override
    public String read(String key) {
        return Present.orThrow(key, map.get(key));
    }

    @Override
    public Map<String, String> readAll(Collection<String> keys) {
        Set<String> wanted = new HashSet<>(keys);
        return map.getAll(wanted);
    }

    @Override
    public boolean invalidate(String key) {
        // The number says how many were there: none is as good.
        return map.fastRemove(key) >= 0;
    }

    /// It has no tags, but the whole map can be deleted at once.
    @Override
    public boolean invalidateAll(Collection<String> keys) {
        map.clear();
        return true;
    }

    /// For a measurement: how long a part of the map takes.
    boolean invalidateKeys(Collection<String> keys) {
        return map.fastRemove(new ArrayList<>(keys).toArray(String[]::new)) >= 0;
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
