package io.headroom.benchmarks.subject;

import io.headroom.cache.BulkLoader;
import io.headroom.cache.Cache;
import io.headroom.cache.CacheOptions;
import io.headroom.cache.Codec;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.Invalidation;
import io.headroom.cache.KeyCodec;
import io.headroom.cache.Loader;
import io.headroom.cache.redis.RedisL2;
import io.headroom.cache.redis.RedisOptions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Headroom with its defaults: STRICT, a coherence lease of 2 s.
final class HeadroomSubject implements Subject {

    private static final String TAG = "catalog";

    private final HeadroomCaches caches;
    private final Cache<String, String> cache;
    private final Loader<String, String> loader;
    private final BulkLoader<String, String> bulkLoader;
    private final Duration await;

    /// @param await how long an invalidation waits for the other nodes; zero, not at all
    HeadroomSubject(Settings settings, Duration await) {
        this.await = await;
        Source source = settings.source();
        caches =
                HeadroomCaches.builder()
                        .l2(RedisL2.connect(RedisOptions.at(settings.redisUrl()), settings.clock()))
                        .build();
        CacheOptions options =
                CacheOptions.named("items")
                        .withTtl(settings.ttl())
                        .withL1MaximumEntries(settings.localEntries());
        if (settings.tagged()) {
            options = options.withLoading(options.loading().withTags(List.of(TAG)));
        }
        cache = caches.cache(options, KeyCodec.strings(), Codec.strings());
        loader = source::load;
        bulkLoader = source::loadAll;
    }

    @Override
    public String read(String key) {
        return Present.orThrow(key, cache.getOrLoad(key, loader));
    }

    @Override
    public Map<String, String> readAll(Collection<String> keys) {
        return cache.getAll(keys, bulkLoader);
    }

    @Override
    public boolean invalidate(String key) {
        return acknowledged(cache.invalidate(key));
    }

    @Override
    public boolean invalidateAll(Collection<String> keys) {
        return acknowledged(caches.invalidateTags(TAG));
    }

    private boolean acknowledged(Invalidation outcome) {
        if (await.isPositive()) {
            return outcome.await(await) instanceof Invalidation.Applied;
        }
        return switch (outcome) {
            case Invalidation.Applied _, Invalidation.Logged _ -> true;
            case Invalidation.Local _, Invalidation.Deferred _ -> false;
        };
    }

    @Override
    public void close() {
        caches.close();
    }
}
