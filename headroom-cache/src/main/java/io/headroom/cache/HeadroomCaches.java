package io.headroom.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The caches of a process, by name, on one shared tier. Safe for use by many threads; one per
/// process is enough. [#close] ends the shared tier and the threads of loads.
///
/// ```java
/// try (HeadroomCaches caches =
///         HeadroomCaches.builder().l2(RedisL2.connect(RedisOptions.at("redis://localhost"))).build()) {
///     Cache<Long, Item> items =
///             caches.cache(CacheOptions.named("items"), KeyCodec.longs(), JsonCodec.of(Item.class));
///     Item item = items.getOrLoad(17L, repository::find);
/// }
/// ```
public final class HeadroomCaches implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HeadroomCaches.class);

    private static final int MOST_TAGS_AT_ONCE = 1_000;

    private final L2 l2;
    private final TagClock tags = new TagClock();
    private final LeaseKeeper leases = new LeaseKeeper();
    private final Counters tagCounters = new Counters(MissListener.none());
    private final Executor loaders;
    private final ExecutorService ownLoaders;
    private final MissListener misses;
    private final LongSupplier nanos;
    private final Supplier<? extends RandomGenerator> random;
    private final ConcurrentHashMap<String, Cache<?, ?>> caches = new ConcurrentHashMap<>();
    private final List<Consumer<? super Collection<String>>> tagListeners =
            new CopyOnWriteArrayList<>();

    private HeadroomCaches(Builder builder) {
        l2 = builder.l2;
        misses = builder.misses;
        nanos = builder.nanos;
        random = builder.random;
        ownLoaders =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("headroom-cache-load-", 0).factory());
        loaders = builder.loadThreads.over(ownLoaders);
        l2.onTags(tags::invalidate);
    }

    public static Builder builder() {
        return new Builder();
    }

    /// Makes a cache; L2 is used where the options enable it.
    ///
    /// @throws IllegalArgumentException when there is a cache of that name
    public <K, V> Cache<K, V> cache(CacheOptions options, KeyCodec<K> keys, Codec<V> values) {
        Counters counters = new Counters(misses);
        L1<K, V> l1 = new L1<>(options.l1(), tags, nanos.getAsLong(), ownLoaders, counters);
        L2 tier = options.l2().enabled() ? l2 : L2.none();
        L2Store store =
                tier.open(
                        options.name(),
                        new RemoteInvalidations<>(options.name(), keys, l1, counters));
        Cache<K, V> cache =
                new TieredCache<>(
                        options,
                        keys,
                        l1,
                        new CodedTier<>(
                                options, keys, values, tier, store, counters, leases, nanos),
                        counters,
                        loaders,
                        nanos,
                        random);
        return registered(cache);
    }

    /// Makes a cache without L2, whose keys and values need no codec; patterns are matched with
    /// `String.valueOf` of the keys.
    ///
    /// @throws IllegalArgumentException when there is a cache of that name, or when the options
    ///   limit L1 by weight, which the codec measures
    public <K, V> Cache<K, V> localCache(CacheOptions options) {
        if (options.l1() instanceof L1Limit.Weight) {
            throw new IllegalArgumentException(
                    "Cache '"
                            + options.name()
                            + "' is limited by weight, which needs a codec; limit it by entries, or"
                            + " make it by cache(options, keys, values)");
        }
        Counters counters = new Counters(misses);
        long now = nanos.getAsLong();
        L1<K, V> l1 = new L1<>(options.l1(), tags, now, ownLoaders, counters);
        KeyCodec<K> texts =
                KeyCodec.of(
                        String::valueOf,
                        text -> {
                            throw new IllegalStateException("No other node invalidates " + text);
                        });
        return registered(
                new TieredCache<>(
                        options,
                        texts,
                        l1,
                        new LocalTier<>(now),
                        counters,
                        loaders,
                        nanos,
                        random));
    }

    private <K, V> Cache<K, V> registered(Cache<K, V> cache) {
        if (caches.putIfAbsent(cache.options().name(), cache) != null) {
            throw new IllegalArgumentException(
                    "There is already a cache named '" + cache.options().name() + "'");
        }
        return cache;
    }

    /// Invalidates every entry, in all caches of all nodes, that was stored under one of the tags;
    /// loads that began before cannot store such an entry. One round trip at any size.
    ///
    /// @throws IllegalArgumentException when a tag is malformed, or there are more than 1,000
    public Invalidation invalidateTags(Collection<String> invalid) {
        Refuse.unless(
                invalid.size() <= MOST_TAGS_AT_ONCE,
                "tags",
                "at most " + MOST_TAGS_AT_ONCE,
                invalid.size());
        List<String> distinct = Tags.wellFormed(invalid);
        if (distinct.isEmpty()) {
            return new Invalidation.Local();
        }
        // L2 first: an entry that a reader copies from L2 until then is older than this time.
        L2Write written = l2.invalidateTags(distinct);
        tags.invalidate(distinct);
        tell(distinct);
        return Outcomes.of(written, Duration.ZERO, tagCounters);
    }

    /// Short for [#invalidateTags(Collection)].
    public Invalidation invalidateTags(String... tags) {
        return invalidateTags(List.of(tags));
    }

    /// Begins to note what is read from the caches of this registry.
    public ReadTrace trace() {
        return new ReadTrace(tags, nanos);
    }

    /// Calls the listener with the tags of every [#invalidateTags] of this process, when its caches
    /// and the shared tier have forgotten what they mark, on the thread that invalidates, which
    /// waits for it. What other nodes invalidate is not told. A listener that throws is logged, and
    /// the invalidation holds.
    public void onTagsInvalidated(Consumer<? super Collection<String>> listener) {
        tagListeners.add(listener);
    }

    private void tell(List<String> invalidated) {
        for (Consumer<? super Collection<String>> listener : tagListeners) {
            try {
                listener.accept(invalidated);
            } catch (RuntimeException e) {
                log.warn("A listener of invalidated tags failed for {}", invalidated, e);
            }
        }
    }

    /// The cache of that name.
    public Optional<Cache<?, ?>> find(String name) {
        return Optional.ofNullable(caches.get(name));
    }

    /// All caches, unordered.
    public Collection<Cache<?, ?>> all() {
        return List.copyOf(caches.values());
    }

    /// The statistics of all caches, by name.
    public List<CacheStatistics> statistics() {
        return caches.values().stream()
                .map(Cache::statistics)
                .sorted(Comparator.comparing(CacheStatistics::name))
                .toList();
    }

    /// How the shared tier is.
    public L2Health l2Health() {
        return l2.health();
    }

    /// Ends the shared tier; loads under way are interrupted. The caches must not be used
    /// afterwards.
    @Override
    public void close() {
        ownLoaders.shutdownNow();
        leases.close();
        l2.close();
    }

    /// Where loaders run.
    @FunctionalInterface
    public interface LoadThreads {

        /// The executor of loads.
        ///
        /// @param virtualThreads one virtual thread per load, ended by [HeadroomCaches#close]
        Executor over(Executor virtualThreads);
    }

    /// Makes a [HeadroomCaches]. Not safe for use by many threads.
    public static final class Builder {

        private L2 l2 = L2.none();
        private LoadThreads loadThreads = virtual -> virtual;
        private MissListener misses = MissListener.none();
        private LongSupplier nanos = System::nanoTime;
        private Supplier<? extends RandomGenerator> random = ThreadLocalRandom::current;

        private Builder() {}

        /// The shared tier, which the registry closes; default none.
        public Builder l2(L2 l2) {
            this.l2 = l2;
            return this;
        }

        /// Where loaders run; default one virtual thread per load. To carry a context into loaders,
        /// wrap what they are given: `virtual -> task -> virtual.execute(snapshot().wrap(task))`.
        /// With `_ -> Runnable::run` they run on the thread of the caller that begins the load,
        /// whom [LoadOptions#timeout] then does not bound.
        public Builder loadThreads(LoadThreads loadThreads) {
            this.loadThreads = loadThreads;
            return this;
        }

        /// Who is told how reads go on that L1 does not answer; default nobody.
        public Builder misses(MissListener misses) {
            this.misses = misses;
            return this;
        }

        /// Monotonic time in nanoseconds; default `System.nanoTime`.
        public Builder nanoTime(LongSupplier nanos) {
            this.nanos = nanos;
            return this;
        }

        /// The source of TTL jitter; default the thread's generator.
        public Builder random(Supplier<? extends RandomGenerator> random) {
            this.random = random;
            return this;
        }

        public HeadroomCaches build() {
            return new HeadroomCaches(this);
        }
    }
}
