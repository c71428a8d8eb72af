package io.headroom.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The tier in this process: Caffeine, with a lifetime per entry and a guard against late fills.
final class L1<K, V> {

    private final com.github.benmanes.caffeine.cache.Cache<K, Entry<V>> entries;
    private final FillGuard guard = new FillGuard();
    private final LongSupplier nanos;
    private final Counters counters;

    L1(L1Limit limit, LongSupplier nanos, Counters counters) {
        this.nanos = nanos;
        this.counters = counters;
        // Maintenance on the calling thread: a cache at rest costs nothing, and tests see order.
        Caffeine<Object, Object> builder =
                Caffeine.newBuilder().ticker(nanos::getAsLong).executor(Runnable::run);
        Caffeine<K, Entry<V>> typed =
                switch (limit) {
                    case L1Limit.Entries(long maximum) ->
                            builder.maximumSize(maximum)
                                    .expireAfter(new Lifetime<K, V>())
                                    .removalListener(this::removed);
                    case L1Limit.Weight(var maximum) ->
                            builder.maximumWeight(maximum.count())
                                    .weigher((K _, Entry<V> entry) -> entry.bytes())
                                    .expireAfter(new Lifetime<K, V>())
                                    .removalListener(this::removed);
                };
        entries = typed.build();
    }

    /// The entry if it is fresh. Allocates nothing.
    @Nullable Entry<V> fresh(K key) {
        Entry<V> entry = entries.getIfPresent(key);
        if (entry == null || entry.retentionNanos() == 0) {
            return entry;
        }
        return entry.leftNanos(nanos.getAsLong()) > 0 ? entry : null;
    }

    /// The entry, fresh or kept beyond its time.
    @Nullable Entry<V> retained(K key) {
        return entries.getIfPresent(key);
    }

    /// To be called before L2 or a loader is asked for the key.
    long sample(K key) {
        return guard.sample(key);
    }

    /// Stores the entry unless the key was invalidated since the sample.
    @SuppressWarnings("ReferenceEquality") // this very entry, or another that is equal
    boolean fill(K key, Entry<V> entry, long sample) {
        Entry<V> stored =
                entries.asMap()
                        .compute(key, (k, old) -> guard.sample(k) == sample ? added(entry) : old);
        return stored == entry;
    }

    /// Stores what was written, and turns away the loads that are under way. Of two writers at the
    /// same time neither is kept: which of them L2 holds is not known here.
    void write(K key, Entry<V> entry, long sample) {
        entries.asMap()
                .compute(
                        key,
                        (k, _) -> {
                            boolean alone = guard.sample(k) == sample;
                            guard.move(k);
                            return alone ? added(entry) : null;
                        });
    }

    void drop(K key) {
        guard.move(key);
        entries.invalidate(key);
    }

    void dropAll() {
        guard.moveAll();
        entries.invalidateAll();
    }

    long size() {
        return entries.estimatedSize();
    }

    private Entry<V> added(Entry<V> entry) {
        counters.l1Bytes.add(entry.bytes());
        return entry;
    }

    private void removed(@Nullable K key, @Nullable Entry<V> entry, RemovalCause cause) {
        if (entry != null) {
            counters.l1Bytes.add(-entry.bytes());
        }
        switch (cause) {
            case SIZE -> counters.evictions.increment();
            case EXPIRED -> counters.expirations.increment();
            case EXPLICIT, REPLACED, COLLECTED -> {
                // counted where it was asked for
            }
        }
    }

    /// Each entry lives as long as it says, from the moment it was stored.
    private final class Lifetime<A, B> implements Expiry<A, Entry<B>> {

        @Override
        public long expireAfterCreate(A key, Entry<B> entry, long currentTime) {
            return Math.max(0, entry.leftNanos(nanos.getAsLong()) + entry.retentionNanos());
        }

        @Override
        public long expireAfterUpdate(
                A key, Entry<B> entry, long currentTime, long currentDuration) {
            return expireAfterCreate(key, entry, currentTime);
        }

        @Override
        public long expireAfterRead(A key, Entry<B> entry, long currentTime, long currentDuration) {
            return currentDuration;
        }
    }
}
