package io.headroom.benchmarks.subject;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.cache.Cache;
import org.springframework.cache.caffeine.CaffeineCacheManager;

/// Spring's `CaffeineCacheManager`: in process alone. Nodes share nothing, and an invalidation
/// reaches none but its own.
final class SpringCaffeineSubject implements Subject {

    private final Cache cache;
    private final Source source;

    SpringCaffeineSubject(Settings settings) {
        source = settings.source();
        CaffeineCacheManager manager = new CaffeineCacheManager();
        manager.setCaffeine(
                Caffeine.newBuilder()
                        .maximumSize(settings.localEntries())
                        .expireAfterWrite(settings.ttl()));
        Cache made = manager.getCache("items");
        if (made == null) {
            throw new IllegalStateException("no cache");
        }
        cache = made;
    }

    @Override
    public String read(String key) {
        return Present.orThrow(key, cache.get(key, () -> source.load(key)));
    }

    /// It has no bulk read.
    @Override
    public Map<String, String> readAll(Collection<String> keys) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : keys) {
            values.put(key, read(key));
        }
        return values;
    }

    @Override
    public boolean invalidate(String key) {
        cache.evictIfPresent(key);
        return true;
    }

    @Override
    public boolean invalidateAll(Collection<String> keys) {
        cache.invalidate();
        return true;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
