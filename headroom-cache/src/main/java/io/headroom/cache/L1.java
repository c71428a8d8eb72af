package io.headroom.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The tier in this process: Caffeine, with a lifetime per entry and a guard against late fills.
///
/// Caffeine only bounds how many entries there are. Whether one is fresh is compared here, to the
/// nanosecond and with one look at the clock for all questions of a read; what is of no use any
/// more is swept out once a minute while the cache is being filled.
final class L1<K, V> {

    private static final long SWEEP_NANOS = 60_000_000_000L;

    private final com.github.benmanes.caffeine.cache.Cache<K, Entry<V>> entries;
    private final FillGuard guard = new FillGuard();

    /// Held shared while an entry is compared with the guard and stored, so that what moves the
    /// guard for all keys finds such an entry among the others.
    private final ReadWriteLock storing = new ReentrantReadWriteLock();

    private final TagClock tags;
    private final Counters counters;
    private final Executor sweeper;
    private final AtomicLong sweptNanos;

    /// @param sweeper runs the sweeps, not on the filling thread
    L1(L1Limit limit, TagClock tags, long nowNanos, Executor sweeper, Counters counters) {
        this.tags = tags;
        this.sweeper = sweeper;
        this.counters = counters;
        sweptNanos = new AtomicLong(nowNanos);
        // Maintenance on the calling thread: a cache at rest costs nothing, and a removed entry
        // knows
        // of it before the invalidation returns.
        Caffeine<Object, Object> builder = Caffeine.newBuilder().executor(Runnable::run);
        Caffeine<K, Entry<V>> typed =
                switch (limit) {
                    case L1Limit.Entries(long maximum) ->
                            builder.maximumSize(maximum)
                                    .evictionListener(this::evicted)
                                    .removalListener(this::removed);
                    case L1Limit.Weight(var maximum) ->
                            builder.maximumWeight(maximum.count())
                                    .weigher((K _, Entry<V> entry) -> entry.bytes)
                                    .evictionListener(this::evicted)
                                    .removalListener(this::removed);
                };
        entries = typed.build();
    }

    /// The entry, fresh or kept beyond its time, unless one of its tags was invalidated. Allocates
    /// nothing.
    @Nullable Entry<V> valid(K key, long nowNanos) {
        Entry<V> entry = entries.getIfPresent(key);
        if (entry == null) {
            return null;
        }
        if (entry.isUseful(nowNanos)) {
            return tags.admits(entry) ? entry : null;
        }
        expire(key, entry);
        return null;
    }

    private void expire(K key, Entry<V> entry) {
        if (entries.asMap().remove(key, entry)) {
            entry.removed();
            counters.expirations.increment();
        }
    }

    /// Removes what has been of no use for some time.
    private void sweep(long nowNanos) {
        entries.asMap()
                .forEach((key, entry) -> {
                    if (!entry.isUseful(nowNanos)) {
                        expire(key, entry);
                    }
                });
    }

    private void sweepIfDue(long nowNanos) {
        long swept = sweptNanos.get();
        if (nowNanos - swept >= SWEEP_NANOS && sweptNanos.compareAndSet(swept, nowNanos)) {
            try {
                sweeper.execute(() -> sweep(nowNanos));
            } catch (RejectedExecutionException _) {
                // The registry is closed.
            }
        }
    }

    /// To be called before L2 or a loader is asked for the key.
    long sample(K key) {
        return guard.sample(key);
    }

    /// The time of the tags, to be sampled likewise.
    long tagTime() {
        return tags.now();
    }

    /// Stores the entry unless the key was invalidated since the sample.
    @SuppressWarnings("ReferenceEquality") // this very entry, or another that is equal
    boolean fill(K key, Entry<V> entry, long sample) {
        entry.sample = sample;
        Entry<V> stored =
                store(key, (k, old) -> guard.sample(k) == sample ? replacing(old, entry) : old);
        sweepIfDue(entry.filledAtNanos);
        return stored == entry && tags.admits(entry);
    }

    /// Stores what was written, and turns away the loads that are under way. Of two writers at the
    /// same time neither is kept: which of them L2 holds is not known here.
    void write(K key, Entry<V> entry, long sample) {
        store(
                key,
                (k, old) -> {
                    boolean alone = guard.sample(k) == sample;
                    guard.move(k);
                    entry.sample = guard.sample(k);
                    return replacing(old, alone ? entry : null);
                });
    }

    private @Nullable Entry<V> store(
            K key, BiFunction<K, @Nullable Entry<V>, @Nullable Entry<V>> change) {
        Lock lock = storing.readLock();
        lock.lock();
        try {
            return entries.asMap().compute(key, change);
        } finally {
            lock.unlock();
        }
    }

    void drop(K key) {
        guard.move(key);
        remove(key);
    }

    /// Turns away all loads under way, since their keys are not known here.
    void dropMatching(Predicate<K> matching) {
        moveAll();
        for (K key : entries.asMap().keySet()) {
            if (matching.test(key)) {
                remove(key);
            }
        }
    }

    private void moveAll() {
        Lock lock = storing.writeLock();
        lock.lock();
        try {
            guard.moveAll();
        } finally {
            lock.unlock();
        }
    }

    void dropAll() {
        dropMatching(_ -> true);
    }

    private void remove(K key) {
        entries.asMap().computeIfPresent(key, (_, old) -> replacing(old, null));
    }

    long size() {
        return entries.estimatedSize();
    }

    /// Changes the limit, and evicts what is too much.
    void resize(L1Limit limit) {
        long maximum =
                switch (limit) {
                    case L1Limit.Entries(long count) -> count;
                    case L1Limit.Weight(var bytes) -> bytes.count();
                };
        entries.policy().eviction().ifPresent(eviction -> eviction.setMaximum(maximum));
    }

    /// The keys that are evicted next.
    List<K> coldest(int most) {
        return entries.policy()
                .eviction()
                .map(eviction -> new ArrayList<>(eviction.coldest(most).keySet()))
                .orElseGet(ArrayList::new);
    }

    /// Within the map's own operation, so that whoever watches the old entry is told before anybody
    /// finds that it is gone.
    private @Nullable Entry<V> replacing(@Nullable Entry<V> old, @Nullable Entry<V> entry) {
        if (old != null) {
            old.removed();
        }
        if (entry != null) {
            counters.l1Bytes.add(entry.bytes);
        }
        return entry;
    }

    /// Called within the map's own operation: an invalidation that no longer finds the entry finds
    /// it watched by the guard, which it has moved before.
    private void evicted(@Nullable K key, @Nullable Entry<V> entry, RemovalCause cause) {
        if (key != null && entry != null) {
            entry.evicted(guard.sample(key, entry.sample));
        }
    }

    /// Who watches the entry was told by whoever removed it.
    private void removed(@Nullable K key, @Nullable Entry<V> entry, RemovalCause cause) {
        if (entry != null) {
            counters.l1Bytes.add(-entry.bytes);
        }
        if (cause == RemovalCause.SIZE) {
            counters.evictions.increment();
        }
    }
}
