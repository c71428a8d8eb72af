package io.headroom.benchmarks.subject;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collection;
import java.util.Map;
import org.springframework.cache.caffeine.CaffeineCacheManager;

/// Spring's `CaffeineCacheManager`: in process alone. Nodes share nothing, and an invalidation
/// reaches none but its own.
final class SpringCaffeineSubject implements Subject {

    private final SpringReads items;

    SpringCaffeineSubject(Settings settings) {
        CaffeineCacheManager manager = new CaffeineCacheManager();
        manager.setCaffeine(
                Caffeine.newBuilder()
                        .maximumSize(settings.localEntries())
                        .expireAfterWrite(settings.ttl()));
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
        // Nothing is held.
    }
}
