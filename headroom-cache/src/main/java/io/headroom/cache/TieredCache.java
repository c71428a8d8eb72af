package io.headroom.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// L1, L2, loader. The story of a read begins at [#getOrLoad(Object, Loader)]; what is asked of L2
/// or the loader is a [Flight], of which there is one per key.
final class TieredCache<K, V> implements Cache<K, V> {

    private volatile CacheOptions options;
    private final KeyCodec<K> keys;
    private final L1<K, V> l1;
    private final SharedTier<K, V> l2;
    private final Flights<K, V> flights;
    private final Loading<K, V> loading;
    private final BulkLoading<K, V> bulkLoading;
    private final Waiting<K, V> waiting;
    private final HeatSketch<K> heat = new HeatSketch<>();
    private final Counters counters;
    private final LongSupplier nanos;
    private final Supplier<? extends RandomGenerator> random;

    TieredCache(
            CacheOptions options,
            KeyCodec<K> keys,
            L1<K, V> l1,
            SharedTier<K, V> l2,
            Counters counters,
            Executor loaders,
            LongSupplier nanos,
            Supplier<? extends RandomGenerator> random) {
        this.options = options;
        this.keys = keys;
        this.l1 = l1;
        this.l2 = l2;
        this.counters = counters;
        this.nanos = nanos;
        this.random = random;
        Bulkhead bulkhead = new Bulkhead(options);
        flights = new Flights<>(this, l1, l2, nanos);
        loading = new Loading<>(l1, l2, flights, counters, bulkhead, loaders, nanos, random);
        bulkLoading = new BulkLoading<>(l2, flights, loading, counters, bulkhead, loaders, nanos);
        waiting = new Waiting<>(options, l1, flights, counters, nanos);
    }

    @Override
    public CacheOptions options() {
        return options;
    }

    @Override
    public synchronized void resize(L1Limit limit) {
        if (limit.getClass() != options.l1().getClass()) {
            throw new IllegalArgumentException(
                    "The cache '%s' is limited by %s and cannot be limited by %s"
                            .formatted(options.name(), options.l1(), limit));
        }
        l1.resize(limit);
        options = options.withL1(limit);
    }

    @Override
    public synchronized void changeTtl(Duration ttl) {
        options = options.withTtl(ttl);
    }

    @Override
    public @Nullable V getOrLoad(K key, Loader<K, V> loader) {
        return getOrLoad(key, loader, options.loading());
    }

    @Override
    public @Nullable V getOrLoad(K key, Loader<K, V> loader, LoadOptions how) {
        long now = nanos.getAsLong();
        Entry<V> entry = fresh(key, how, now);
        if (entry == null) {
            return resolve(key, loader, how).value();
        }
        refreshIfDue(key, entry, loader, how, now);
        return entry.value;
    }

    @Override
    public Lookup<V> lookupOrLoad(K key, Loader<K, V> loader) {
        return lookupOrLoad(key, loader, options.loading());
    }

    @Override
    public Lookup<V> lookupOrLoad(K key, Loader<K, V> loader, LoadOptions how) {
        long now = nanos.getAsLong();
        Entry<V> entry = fresh(key, how, now);
        if (entry == null) {
            return resolve(key, loader, how);
        }
        refreshIfDue(key, entry, loader, how, now);
        return hit(entry, now);
    }

    @Override
    public @Nullable V get(K key) {
        Entry<V> entry = fresh(key, options.loading(), nanos.getAsLong());
        return entry == null ? lookInL2(key).value() : entry.value;
    }

    @Override
    public Lookup<V> lookup(K key) {
        long now = nanos.getAsLong();
        Entry<V> entry = fresh(key, options.loading(), now);
        return entry == null ? lookInL2(key) : hit(entry, now);
    }

    /// The entry that may be served as it is, or null. Allocates nothing.
    private @Nullable Entry<V> fresh(K key, LoadOptions how, long now) {
        Entry<V> entry = l1.valid(Objects.requireNonNull(key, "key"), now);
        heat.read(key, now);
        if (entry == null || !entry.isFresh(now)) {
            counters.l1Misses.increment();
            return null;
        }
        if (!entry.coherence.holds(now)) {
            counters.incoherent.increment();
            counters.l1Misses.increment();
            return null;
        }
        if (!how.session().isEmpty() && !l2.hasApplied(key, how.session())) {
            counters.l1Misses.increment();
            return null;
        }
        counters.l1Hits.increment();
        ReadTrace trace = ReadTrace.current();
        if (trace.isTracing()) {
            trace.read(entry);
        }
        if ((now & 1023) == 0) {
            counters.l1Reads.record(nanos.getAsLong() - now);
        }
        return entry;
    }

    /// Notes what was read beside the first tier, if that took it, though it may have let it go
    /// again.
    private Lookup<V> traced(Flight<K, V> flight, Lookup<V> answer) {
        ReadTrace trace = ReadTrace.current();
        if (trace.isTracing()) {
            trace(trace, flight, answer.value());
        }
        return answer;
    }

    @SuppressWarnings("ReferenceEquality") // this very value, or another one that is equal
    private void trace(ReadTrace trace, Flight<K, V> flight, @Nullable V value) {
        long now = nanos.getAsLong();
        Entry<V> kept = flight.kept;
        if (kept != null && kept.value == value && kept.isFreshAndCoherent(now)) {
            trace.read(kept);
        } else {
            trace.readUntraceable();
        }
    }

    private void refreshIfDue(
            K key, Entry<V> entry, Loader<K, V> loader, LoadOptions how, long now) {
        if (now - entry.earlyFromNanos >= 0
                && EarlyRefresh.isDue(entry, how.earlyRefresh(), now, random.get())) {
            counters.earlyRefreshes.increment();
            loading.refresh(key, loader, how, entry.leftNanos(now));
        }
    }

    private Lookup<V> lookInL2(K key) {
        Flight<K, V> unboarded = flights.prepare(key);
        Lookup<V> answer =
                l2.read(key) instanceof SharedTier.Found<V> found && found.leftNanos() > 0
                        ? loading.keep(unboarded, found, options.loading())
                        : new Lookup.Missing<>();
        return traced(unboarded, answer);
    }

    private Lookup<V> resolve(K key, Loader<K, V> loader, LoadOptions how) {
        LoadChain.refuse(this, key);
        long now = nanos.getAsLong();
        long deadline = now + how.timeout().toNanos();
        if (!how.session().isEmpty() && !l2.hasApplied(key, how.session())) {
            return resolveForSession(key, loader, how, deadline);
        }
        Lookup<V> stale = waiting.staleAtOnce(key, how, now);
        if (stale != null) {
            Entry<V> entry = l1.valid(key, now);
            if (entry != null && !entry.isFresh(now)) {
                loading.refresh(key, loader, how, entry.leftNanos(now));
            }
            ReadTrace.current().readUntraceable();
            return stale;
        }
        Flight<K, V> mine = flights.prepare(key);
        Flight<K, V> flight = flights.board(mine);
        if (flight == mine) {
            Entry<V> landed = l1.valid(key, now);
            if (landed != null && landed.isFreshAndCoherent(now)) {
                // A flight landed between our look at L1 and our boarding.
                mine.kept = landed;
                flights.land(mine, hit(landed, now));
            } else {
                loading.fly(mine, loader, how);
            }
        }
        return traced(flight, waiting.await(flight, flight != mine, deadline, how));
    }

    /// This node has not applied what the caller wrote: neither L1 nor a load under way may answer.
    /// L2 may, unless it does not know of the write either.
    private Lookup<V> resolveForSession(
            K key, Loader<K, V> loader, LoadOptions how, long deadline) {
        Flight<K, V> mine = flights.prepare(key);
        if (how.session().isUnacknowledged()) {
            loading.advance(mine, loader, how, new SharedTier.NoAnswer<>());
        } else {
            loading.fly(mine, loader, how);
        }
        return traced(mine, waiting.await(mine, false, deadline, how));
    }

    @Override
    public Map<K, V> getAll(Collection<K> keys, BulkLoader<K, V> loader) {
        return getAll(keys, loader, options.loading());
    }

    @Override
    public Map<K, V> getAll(Collection<K> many, BulkLoader<K, V> loader, LoadOptions how) {
        long now = nanos.getAsLong();
        long deadline = now + how.timeout().toNanos();
        Map<K, @Nullable Entry<V>> inL1 = new LinkedHashMap<>();
        for (K key : new LinkedHashSet<>(many)) {
            inL1.put(key, fresh(key, how, now));
        }
        inL1.forEach((key, entry) -> {
            if (entry == null) {
                LoadChain.refuse(this, key);
            }
        });
        Map<K, Flight<K, V>> awaited = new LinkedHashMap<>();
        Map<K, Flight<K, V>> own = new LinkedHashMap<>();
        inL1.forEach((key, entry) -> {
            if (entry == null) {
                Flight<K, V> mine = flights.prepare(key);
                boolean shareable = how.session().isEmpty() || l2.hasApplied(key, how.session());
                Flight<K, V> flight = shareable ? flights.board(mine) : mine;
                awaited.put(key, flight);
                if (flight == mine) {
                    own.put(key, mine);
                }
            }
        });
        if (!own.isEmpty()) {
            bulkLoading.fly(List.copyOf(own.values()), loader, how);
        }
        Map<K, @Nullable V> loaded = waiting.awaitAll(awaited, own.keySet(), deadline, how);
        Map<K, V> values = new LinkedHashMap<>();
        ReadTrace trace = ReadTrace.current();
        inL1.forEach((key, entry) -> {
            V value = entry == null ? loaded.get(key) : entry.value;
            Flight<K, V> flight = awaited.get(key);
            if (flight != null && trace.isTracing()) {
                trace(trace, flight, value);
            }
            if (value != null) {
                values.put(key, value);
            }
        });
        return values;
    }

    @Override
    public Reservation<V> reserve(K key) {
        long now = nanos.getAsLong();
        Flight<K, V> unboarded = flights.prepare(Objects.requireNonNull(key, "key"));
        Entry<V> entry = fresh(key, options.loading(), now);
        if (entry != null) {
            return Reserved.present(hit(entry, now));
        }
        return switch (l2.readOrLease(List.of(key)).getFirst()) {
            case SharedTier.Found<V> found when found.leftNanos() > 0 ->
                    Reserved.present(loading.keep(unboarded, found, options.loading()));
            case SharedTier.Lease<V>(L2Token token) ->
                    new Reserved<>(loading, l2, unboarded, token, nanos);
            case SharedTier.Found<V> _,
                    SharedTier.Absent<V> _,
                    SharedTier.Busy<V> _,
                    SharedTier.NoAnswer<V> _ ->
                    new Reserved<>(loading, l2, unboarded, null, nanos);
        };
    }

    @Override
    public Invalidation put(K key, V value) {
        return put(key, value, options.loading());
    }

    @Override
    public Invalidation put(K key, V value, LoadOptions how) {
        Objects.requireNonNull(value, "value");
        Flight<K, V> unboarded = flights.prepare(Objects.requireNonNull(key, "key"));
        Duration ttl = loading.jittered(how.ttl(), how.ttlJitter());
        SharedTier.Sealed sealed = l2.seal(value, ttl, 0);
        Entry<V> entry =
                new Entry<>(
                        value,
                        nanos.getAsLong(),
                        ttl.toNanos(),
                        0,
                        sealed.size(),
                        how.tags(),
                        unboarded.tagTime,
                        l2.coherence(key),
                        how);
        L2Write written = l2.put(key, sealed, how.tags(), ttl.plusNanos(entry.retentionNanos));
        l1.write(key, entry, unboarded.sample);
        return outcome(written);
    }

    @Override
    public Invalidation invalidate(K key) {
        // L2 first: an entry that a reader copies from L2 until then is removed after it.
        L2Write written = l2.invalidate(List.of(Objects.requireNonNull(key, "key")));
        l1.drop(key);
        return outcome(written);
    }

    @Override
    public Invalidation invalidateText(String text) {
        K key;
        try {
            key = keys.decode(text);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "'%s' is no key of the cache '%s'".formatted(text, options.name()), e);
        }
        return invalidate(key);
    }

    @Override
    public Invalidation invalidateAll(Collection<K> many) {
        List<K> distinct = List.copyOf(new LinkedHashSet<>(many));
        if (distinct.isEmpty()) {
            return new Invalidation.Local();
        }
        L2Write written = l2.invalidate(distinct);
        distinct.forEach(l1::drop);
        return outcome(written);
    }

    @Override
    public Invalidation invalidateMatching(String glob) {
        Glob pattern = Glob.of(glob);
        L2Write written = l2.invalidateMatching(glob);
        l1.dropMatching(key -> pattern.matches(keys.encode(key)));
        return outcome(written);
    }

    @Override
    public Invalidation clear() {
        L2Write written = l2.clear();
        l1.dropAll();
        return outcome(written);
    }

    private Invalidation outcome(L2Write written) {
        return Outcomes.of(written, options.awaitApplied(), counters);
    }

    @Override
    public List<KeyHeat<K>> hottest(int most) {
        return heat.hottest(most);
    }

    @Override
    public List<KeyHeat<K>> coldest(int most) {
        return l1.coldest(most).stream().map(heat::of).toList();
    }

    private Lookup<V> hit(Entry<V> entry, long now) {
        long left = Math.max(0, entry.leftNanos(now));
        return new Lookup.Hit<>(entry.value, Tier.L1, Duration.ofNanos(left));
    }

    @Override
    public CacheStatistics statistics() {
        return counters.snapshot(options.name(), l1.size());
    }
}
