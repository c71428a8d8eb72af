package io.headroom.benchmarks.subject;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

/// The calls of Spring's cache abstraction, whatever manager is behind it. It has no bulk read.
final class SpringReads {

    private final Cache cache;
    private final Source source;

    SpringReads(CacheManager manager, Source source) {
        Cache made = manager.getCache("items");
        if (made == null) {
            throw new IllegalStateException("no cache");
        }
        cache = made;
        this.source = source;
    }

    String read(String key) {
        return Present.orThrow(key, cache.get(key, () -> source.load(key)));
    }

    Map<String, String> readAll(Collection<String> keys) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : keys) {
            values.put(key, read(key));
        }
        return values;
    }

    /// Unlike evict, which may return before the store has done it.
    boolean invalidate(String key) {
        cache.evictIfPresent(key);
        return true;
    }

    boolean invalidateAll() {
        cache.invalidate();
        return true;
    }
}
