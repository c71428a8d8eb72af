package io.headroom.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// L1, L2, loader. The story of a read begins at [#getOrLoad(Object, Loader)]; what is asked of L2
/// or the loader is a [Flight], of which there is one per key.
final class TieredCache<K, V> implements Cache<K, V> {

    private final CacheOptions options;
    private final L1<K, V> l1;
    private final SharedTier<K, V> l2;
    private final Counters counters;
    private final Executor loaders;
    private final LongSupplier nanos;
    private final Supplier<? extends RandomGenerator> random;
    private final ConcurrentHashMap<K, Flight<K, V>> flights = new ConcurrentHashMap<>();

    TieredCache(
            CacheOptions options,
            L1<K, V> l1,
            SharedTier<K, V> l2,
            Counters counters,
            Executor loaders,
            LongSupplier nanos,
            Supplier<? extends RandomGenerator> random) {
        this.options = options;
        this.l1 = l1;
        this.l2 = l2;
        this.counters = counters;
        this.loaders = loaders;
        this.nanos = nanos;
        this.random = random;
    }

    @Override
    public CacheOptions options() {
        return options;
    }

    @Override
    public @Nullable V getOrLoad(K key, Loader<K, V> loader) {
        return getOrLoad(key, loader, options.loading());
    }

    @Override
    public @Nullable V getOrLoad(K key, Loader<K, V> loader, LoadOptions how) {
        Entry<V> entry = fresh(key);
        return entry == null ? resolve(key, loader, how).value() : entry.value();
    }

    @Override
    public Lookup<V> lookupOrLoad(K key, Loader<K, V> loader) {
        return lookupOrLoad(key, loader, options.loading());
    }

    @Override
    public Lookup<V> lookupOrLoad(K key, Loader<K, V> loader, LoadOptions how) {
        Entry<V> entry = fresh(key);
        return entry == null ? resolve(key, loader, how) : hit(entry);
    }

    @Override
    public @Nullable V get(K key) {
        Entry<V> entry = fresh(key);
        return entry == null ? lookInL2(key).value() : entry.value();
    }

    @Override
    public Lookup<V> lookup(K key) {
        Entry<V> entry = fresh(key);
        return entry == null ? lookInL2(key) : hit(entry);
    }

    private @Nullable Entry<V> fresh(K key) {
        Entry<V> entry = l1.fresh(Objects.requireNonNull(key, "key"));
        (entry == null ? counters.l1Misses : counters.l1Hits).increment();
        return entry;
    }

    private Lookup<V> lookInL2(K key) {
        long sample = l1.sample(key);
        return switch (l2.read(key)) {
            case SharedTier.Found<V> found -> keep(key, found, sample);
            case SharedTier.Gap<V> _, SharedTier.NoAnswer<V> _ -> new Lookup.Missing<>();
        };
    }

    private Lookup<V> resolve(K key, Loader<K, V> loader, LoadOptions how) {
        LoadChain.refuse(this, key);
        long deadline = nanos.getAsLong() + how.timeout().toNanos();
        Flight<K, V> mine = new Flight<>(this, key, l1.sample(key));
        Flight<K, V> flight = board(mine);
        if (flight == mine) {
            fly(mine, loader, how);
        }
        return await(flight, flight != mine, deadline, how);
    }

    /// The flight of the key: the one under way, or `mine` if there is none that may be joined.
    private Flight<K, V> board(Flight<K, V> mine) {
        return Objects.requireNonNull(
                flights.compute(
                        mine.key,
                        (key, running) ->
                                running != null && running.sample == l1.sample(key)
                                        ? running
                                        : mine));
    }

    /// Asks L2 on this thread and, if need be, the loader on another.
    private void fly(Flight<K, V> flight, Loader<K, V> loader, LoadOptions how) {
        try {
            // A flight may have landed between our look at L1 and our boarding.
            Entry<V> landed = l1.fresh(flight.key);
            if (landed != null) {
                land(flight, hit(landed));
                return;
            }
            SharedTier.Answer<V> answer = l2.read(flight.key);
            if (answer instanceof SharedTier.Found<V> found) {
                land(flight, keep(flight.key, found, flight.sample));
                return;
            }
            LoadChain chain = new LoadChain(List.of(flight), LoadChain.current());
            loaders.execute(() -> load(flight, loader, how, answer, chain));
        } catch (Throwable failure) {
            crash(flight, failure);
            throw failure;
        }
    }

    private void load(
            Flight<K, V> flight,
            Loader<K, V> loader,
            LoadOptions how,
            SharedTier.Answer<V> answer,
            LoadChain chain) {
        long began = nanos.getAsLong();
        try {
            Loaded<V> loaded = chain.call(() -> loader.loadAdaptively(flight.key));
            counters.loadsSucceeded.increment();
            land(flight, keep(flight, loaded, how, answer));
        } catch (Throwable failure) {
            counters.loadsFailed.increment();
            crash(flight, failure);
        } finally {
            counters.loads.record(nanos.getAsLong() - began);
        }
    }

    @Override
    public Map<K, V> getAll(Collection<K> keys, BulkLoader<K, V> loader) {
        LoadOptions how = options.loading();
        long deadline = nanos.getAsLong() + how.timeout().toNanos();
        Map<K, @Nullable Entry<V>> inL1 = new LinkedHashMap<>();
        Map<K, Flight<K, V>> awaited = new LinkedHashMap<>();
        Map<K, Flight<K, V>> own = new LinkedHashMap<>();
        for (K key : new LinkedHashSet<>(keys)) {
            inL1.put(key, fresh(key));
        }
        inL1.forEach((key, entry) -> {
            if (entry == null) {
                LoadChain.refuse(this, key);
            }
        });
        inL1.forEach((key, entry) -> {
            if (entry == null) {
                Flight<K, V> mine = new Flight<>(this, key, l1.sample(key));
                Flight<K, V> flight = board(mine);
                awaited.put(key, flight);
                if (flight == mine) {
                    own.put(key, mine);
                }
            }
        });
        if (!own.isEmpty()) {
            flyAll(own, loader, how);
        }
        Map<K, V> values = new LinkedHashMap<>();
        inL1.forEach((key, entry) -> {
            Flight<K, V> flight = awaited.get(key);
            V value =
                    flight == null
                            ? Objects.requireNonNull(entry).value()
                            : await(flight, !own.containsKey(key), deadline, how).value();
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    private void flyAll(Map<K, Flight<K, V>> own, BulkLoader<K, V> loader, LoadOptions how) {
        try {
            List<Flight<K, V>> asked = new ArrayList<>(own.values());
            List<SharedTier.Answer<V>> answers = l2.readAll(List.copyOf(own.keySet()));
            Map<Flight<K, V>, SharedTier.Answer<V>> missing = new LinkedHashMap<>();
            for (int i = 0; i < asked.size(); i++) {
                Flight<K, V> flight = asked.get(i);
                if (answers.get(i) instanceof SharedTier.Found<V> found) {
                    land(flight, keep(flight.key, found, flight.sample));
                } else {
                    missing.put(flight, answers.get(i));
                }
            }
            if (!missing.isEmpty()) {
                LoadChain chain = new LoadChain(missing.keySet(), LoadChain.current());
                loaders.execute(() -> loadAll(missing, loader, how, chain));
            }
        } catch (Throwable failure) {
            own.values().forEach(flight -> crash(flight, failure));
            throw failure;
        }
    }

    private void loadAll(
            Map<Flight<K, V>, SharedTier.Answer<V>> missing,
            BulkLoader<K, V> loader,
            LoadOptions how,
            LoadChain chain) {
        long began = nanos.getAsLong();
        try {
            LinkedHashSet<K> keys = new LinkedHashSet<>();
            missing.keySet().forEach(flight -> keys.add(flight.key));
            Map<K, V> loaded = chain.call(() -> loader.loadAll(keys));
            counters.loadsSucceeded.increment();
            missing.forEach((flight, answer) ->
                    land(flight, keep(flight, Loaded.of(loaded.get(flight.key)), how, answer)));
        } catch (Throwable failure) {
            counters.loadsFailed.increment();
            missing.keySet().forEach(flight -> crash(flight, failure));
        } finally {
            counters.loads.record(nanos.getAsLong() - began);
        }
    }

    private void land(Flight<K, V> flight, Lookup<V> answer) {
        flights.remove(flight.key, flight);
        flight.complete(answer);
    }

    private void crash(Flight<K, V> flight, Throwable failure) {
        flights.remove(flight.key, flight);
        flight.completeExceptionally(failure);
    }

    private Lookup<V> await(Flight<K, V> flight, boolean joined, long deadline, LoadOptions how) {
        if (joined) {
            counters.loadsCollapsed.increment();
        }
        try {
            long left = Math.max(0, deadline - nanos.getAsLong());
            Lookup<V> answer = flight.get(left, TimeUnit.NANOSECONDS);
            return joined && answer instanceof Lookup.Loaded<V>(V value, Duration ttl, _)
                    ? new Lookup.Loaded<>(value, ttl, true)
                    : answer;
        } catch (ExecutionException e) {
            return staleOr(flight.key, failed(flight.key, Objects.requireNonNull(e.getCause())));
        } catch (TimeoutException e) {
            counters.loadsTimedOut.increment();
            return staleOr(
                    flight.key,
                    new LoadTimeoutException(
                            "Loading key '%s' of cache '%s' took longer than %s; %d loads of the cache are under way"
                                    .formatted(
                                            flight.key,
                                            options.name(),
                                            how.timeout(),
                                            flights.size())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheLoadException(
                    "Interrupted while waiting for key '%s' of cache '%s'"
                            .formatted(flight.key, options.name()),
                    e);
        }
    }

    private RuntimeException failed(K key, Throwable cause) {
        return switch (cause) {
            case Error error -> throw error;
            case RuntimeException unchecked -> unchecked;
            default ->
                    new CacheLoadException(
                            "Loading key '%s' of cache '%s' failed: %s"
                                    .formatted(key, options.name(), cause),
                            cause);
        };
    }

    /// An expired entry that is still there was not invalidated: an invalidation removes it.
    private Lookup<V> staleOr(K key, RuntimeException failure) {
        Entry<V> entry = l1.retained(key);
        if (entry == null) {
            throw failure;
        }
        counters.staleServed.increment();
        long overdue = Math.max(0, -entry.leftNanos(nanos.getAsLong()));
        return new Lookup.Stale<>(entry.value(), Duration.ofNanos(overdue), failure);
    }

    private Lookup<V> hit(Entry<V> entry) {
        long left = Math.max(0, entry.leftNanos(nanos.getAsLong()));
        return new Lookup.Hit<>(entry.value(), Tier.L1, Duration.ofNanos(left));
    }

    /// Stores in L1 what L2 had.
    private Lookup<V> keep(K key, SharedTier.Found<V> found, long sample) {
        fillL1(key, found.value(), found.leftNanos(), found.bytes(), sample, options.loading());
        return new Lookup.Hit<>(found.value(), Tier.L2, Duration.ofNanos(found.leftNanos()));
    }

    /// Stores in both tiers what was loaded, unless it was invalidated meanwhile.
    private Lookup<V> keep(
            Flight<K, V> flight, Loaded<V> loaded, LoadOptions how, SharedTier.Answer<V> answer) {
        V value = loaded.value();
        Duration ttl = jittered(loaded.ttl(how), how.ttlJitter());
        if (ttl.isZero()) {
            return new Lookup.Loaded<>(value, ttl, false);
        }
        SharedTier.Sealed sealed = l2.seal(flight.key, value, ttl);
        boolean kept = fillL1(flight.key, value, ttl.toNanos(), sealed.size(), flight.sample, how);
        if (kept && answer instanceof SharedTier.Gap<V>(L2Token token)) {
            l2.fill(flight.key, sealed, ttl, token);
        }
        return new Lookup.Loaded<>(value, kept ? ttl : Duration.ZERO, false);
    }

    private boolean fillL1(
            K key, @Nullable V value, long ttlNanos, int bytes, long sample, LoadOptions how) {
        boolean kept = l1.fill(key, entry(value, ttlNanos, bytes, how), sample);
        if (!kept) {
            counters.l1FillsRejected.increment();
        }
        return kept;
    }

    private Entry<V> entry(@Nullable V value, long ttlNanos, int bytes, LoadOptions how) {
        return new Entry<>(
                value, nanos.getAsLong() + ttlNanos, how.staleOnError().toNanos(), bytes);
    }

    private Duration jittered(Duration ttl, double share) {
        if (ttl.isZero() || share == 0) {
            return ttl;
        }
        long whole = ttl.toNanos();
        return Duration.ofNanos(
                Math.max(1, whole - (long) (whole * share * random.get().nextDouble())));
    }

    @Override
    public Invalidation put(K key, V value) {
        Objects.requireNonNull(value, "value");
        LoadOptions how = options.loading();
        Duration ttl = jittered(how.ttl(), how.ttlJitter());
        long sample = l1.sample(Objects.requireNonNull(key, "key"));
        SharedTier.Sealed sealed = l2.seal(key, value, ttl);
        L2Write written = l2.invalidate(key);
        l1.write(key, entry(value, ttl.toNanos(), sealed.size(), how), sample);
        if (written instanceof L2Write.Acknowledged(_, L2Token token)) {
            l2.fill(key, sealed, ttl, token);
        }
        return outcome(written);
    }

    @Override
    public Invalidation invalidate(K key) {
        // L2 first: an entry that a reader copies from L2 until then is removed after it.
        L2Write written = l2.invalidate(Objects.requireNonNull(key, "key"));
        l1.drop(key);
        return outcome(written);
    }

    @Override
    public Invalidation clear() {
        L2Write written = l2.clear();
        l1.dropAll();
        return outcome(written);
    }

    private Invalidation outcome(L2Write written) {
        counters.invalidatedHere.increment();
        return switch (written) {
            case L2Write.Acknowledged(String position, _) -> new Invalidation.Logged(position);
            case L2Write.NotShared() -> new Invalidation.Local();
            case L2Write.Unacknowledged(String reason) -> {
                counters.deferred.increment();
                yield new Invalidation.Deferred(reason);
            }
        };
    }

    @Override
    public CacheStatistics statistics() {
        return counters.snapshot(options.name(), l1.size());
    }
}
