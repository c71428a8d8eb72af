package io.headroom.benchmarks.stress;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheOptions;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.Loader;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A source with one value and a key of its own in a cache that all cells share. The loader runs on
/// the thread that asks.
final class Cell {

    private static final HeadroomCaches CACHES =
            HeadroomCaches.builder().loadThreads(virtual -> Runnable::run).build();
    private static final Cache<Integer, Integer> CACHE =
            CACHES.localCache(CacheOptions.named("cells").withL1MaximumEntries(1_000_000));
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Integer key = NUMBER.getAndIncrement();
    private final Loader<Integer, Integer> loader = k -> this.source;
    private volatile int source;

    /// What the cache says, from L1 or the source.
    int read() {
        return orMinusOne(CACHE.getOrLoad(key, loader));
    }

    /// Changes the source, then tells the cache.
    void change(int value) {
        source = value;
        CACHE.invalidate(key);
    }

    /// Changes the source, then tells the cache the value itself.
    void put(int value) {
        source = value;
        CACHE.put(key, value);
    }

    /// What L1 has, -1 for nothing.
    int cached() {
        return orMinusOne(CACHE.get(key));
    }

    /// Removes it, so that the shared cache stays small.
    void forget() {
        CACHE.invalidate(key);
    }

    private static int orMinusOne(@Nullable Integer value) {
        return value == null ? -1 : value;
    }
}
