package io.headroom.benchmarks.speed;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.headroom.benchmarks.subject.Subject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/// Caffeine with nothing around it.
final class BareCaffeine implements Subject {

    private final Cache<String, String> cache;

    private BareCaffeine(Cache<String, String> cache) {
        this.cache = cache;
    }

    static BareCaffeine forEver(int entries) {
        return new BareCaffeine(Caffeine.newBuilder().maximumSize(entries).build());
    }

    static BareCaffeine expiring(int entries) {
        return new BareCaffeine(
                Caffeine.newBuilder().maximumSize(entries).expireAfterWrite(Contender.TTL).build());
    }

    @Override
    public String read(String key) {
        return cache.get(key, BareCaffeine::load);
    }

    private static String load(String key) {
        return Contender.value();
    }

    @Override
    public Map<String, String> readAll(Collection<String> keys) {
        return cache.getAll(
                keys,
                missing -> {
                    Map<String, String> values = new LinkedHashMap<>();
                    missing.forEach(key -> values.put(key, Contender.value()));
                    return values;
                });
    }

    @Override
    public boolean invalidate(String key) {
        cache.invalidate(key);
        return true;
    }

    @Override
    public boolean invalidateAll(Collection<String> keys) {
        cache.invalidateAll();
        return true;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
