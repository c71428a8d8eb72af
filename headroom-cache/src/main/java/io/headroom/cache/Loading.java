package io.headroom.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a flight does: it asks L2 for the value or the fill lease, waits while another node loads,
/// loads, and stores what it got in both tiers.
final class Loading<K, V> {

    private static final long FIRST_PAUSE_NANOS = 2_000_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private final L1<K, V> l1;
    private final SharedTier<K, V> l2;
    private final Flights<K, V> flights;
    private final Counters counters;
    private final Executor loaders;
    private final LongSupplier nanos;
    private final Supplier<? extends RandomGenerator> random;

    private final Bulkhead bulkhead;

    Loading(
            L1<K, V> l1,
            SharedTier<K, V> l2,
            Flights<K, V> flights,
            Counters counters,
            Bulkhead bulkhead,
            Executor loaders,
            LongSupplier nanos,
            Supplier<? extends RandomGenerator> random) {
        this.l1 = l1;
        this.l2 = l2;
        this.flights = flights;
        this.counters = counters;
        this.loaders = loaders;
        this.nanos = nanos;
        this.random = random;
        this.bulkhead = bulkhead;
    }

    /// Asks L2 on this thread and goes on, if need be, on another.
    void fly(Flight<K, V> flight, Loader<K, V> loader, LoadOptions how) {
        try {
            advance(flight, loader, how, l2.readOrLease(List.of(flight.key)).getFirst());
        } catch (Throwable failure) {
            flights.crash(flight, failure);
            throw failure;
        }
    }

    /// Goes on with the answer of L2.
    void advance(
            Flight<K, V> flight,
            Loader<K, V> loader,
            LoadOptions how,
            SharedTier.Answer<V> answer) {
        if (answer instanceof SharedTier.Found<V> found) {
            if (found.leftNanos() > 0) {
                flights.land(flight, keep(flight, found, how));
                return;
            }
            if (-found.leftNanos() < how.staleWhileRevalidate().toNanos()) {
                var _ = keep(flight, found, how);
                counters.revalidations.increment();
                flights.land(flight, stale(found, Lookup.Why.REVALIDATING));
                refresh(flight.key, loader, how, found.leftNanos());
                return;
            }
        }
        LoadChain chain = new LoadChain(List.of(flight), LoadChain.current());
        loaders.execute(() -> pursue(flight, loader, how, answer, chain));
    }

    /// Loads anew in the background, unless that is being done or another node has done it.
    ///
    /// @param leftNanos what is left of the value that is here
    void refresh(K key, Loader<K, V> loader, LoadOptions how, long leftNanos) {
        Flight<K, V> flight = flights.inBackground(key);
        if (flight == null) {
            return;
        }
        LoadChain chain = new LoadChain(List.of(flight), null);
        try {
            loaders.execute(() -> pursue(flight, loader, how, newer(key, leftNanos), chain));
        } catch (RuntimeException e) { // the executor refuses: the registry is closed
            flights.crash(flight, e);
        }
    }

    /// What L2 has if it is newer than what is here, or else the lease to replace it.
    private SharedTier.Answer<V> newer(K key, long leftNanos) {
        SharedTier.Answer<V> answer = l2.peek(key);
        boolean newer =
                answer instanceof SharedTier.Found<V> found
                        && found.leftNanos() > Math.max(0, leftNanos)
                        && found.leftNanos() - leftNanos > found.loadNanos();
        return newer ? answer : l2.leaseToRefresh(key);
    }

    /// Waits while another caller has the lease, and loads when it is ours.
    private void pursue(
            Flight<K, V> flight,
            Loader<K, V> loader,
            LoadOptions how,
            SharedTier.Answer<V> first,
            LoadChain chain) {
        Pilot pilot = flight.pilot();
        try {
            pilot.begin();
            SharedTier.Answer<V> answer = first;
            long pause = FIRST_PAUSE_NANOS;
            long waited = 0;
            while (true) {
                switch (answer) {
                    case SharedTier.Found<V> found when found.leftNanos() > 0 -> {
                        flights.land(flight, keep(flight, found, how));
                        return;
                    }
                    case SharedTier.Found<V> expired -> {
                        var _ = keep(flight, expired, how);
                        answer = l2.leaseToRefresh(flight.key);
                        if (answer instanceof SharedTier.Found<V>) {
                            // A tier that cannot lease over a value: load without it.
                            answer = new SharedTier.Absent<>();
                        }
                    }
                    case SharedTier.Busy<V> _ -> {
                        counters.l2Busy.increment();
                        waited += pause;
                        if (waited > how.timeout().toNanos()) {
                            throw new LoadTimeoutException(
                                    "Another node has been loading key '%s' for longer than %s"
                                            .formatted(flight.key, how.timeout()));
                        }
                        flight.linger(pause);
                        pause = Math.min(pause + pause / 2, LONGEST_PAUSE_NANOS);
                        answer = l2.rereadOrLease(flight.key);
                    }
                    case SharedTier.Lease<V>(L2Token token) -> {
                        load(flight, loader, how, token, chain);
                        return;
                    }
                    case SharedTier.NoAnswer<V> _, SharedTier.Absent<V> _ -> {
                        loadWithoutL2(flight, loader, how, chain);
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            if (first instanceof SharedTier.Lease<V>(L2Token token)) {
                l2.release(token); // abandoned before the load began
            }
            flights.crash(flight, e);
        } catch (Throwable failure) {
            flights.crash(flight, failure);
        } finally {
            pilot.end();
        }
    }

    private void loadWithoutL2(
            Flight<K, V> flight, Loader<K, V> loader, LoadOptions how, LoadChain chain)
            throws InterruptedException {
        if (!l2.isShared()) {
            load(flight, loader, how, null, chain);
            return;
        }
        bulkhead.enter(how);
        try {
            load(flight, loader, how, null, chain);
        } finally {
            bulkhead.leave();
        }
    }

    private void load(
            Flight<K, V> flight,
            Loader<K, V> loader,
            LoadOptions how,
            @Nullable L2Token token,
            LoadChain chain) {
        long began = nanos.getAsLong();
        try (var _ = token == null ? NO_RENEWAL : l2.renewing(token)) {
            Loaded<V> loaded = chain.call(() -> loader.loadAdaptively(flight.key));
            long took = nanos.getAsLong() - began;
            counters.loads.record(took);
            counters.loadsSucceeded.increment();
            flights.land(flight, keep(flight, loaded, how, token, took));
        } catch (Throwable failure) {
            counters.loads.record(nanos.getAsLong() - began);
            counters.loadsFailed.increment();
            if (token != null) {
                l2.release(token);
            }
            flights.crash(flight, failure);
        }
    }

    static final SharedTier.AutoRenewal NO_RENEWAL = () -> {};

    /// Stores in L1 what L2 had.
    Lookup<V> keep(Flight<K, V> flight, SharedTier.Found<V> found, LoadOptions how) {
        Entry<V> entry =
                new Entry<>(
                        found.value(),
                        nanos.getAsLong(),
                        found.leftNanos(),
                        found.loadNanos(),
                        found.bytes(),
                        found.tags(),
                        flight.tagTime,
                        l2.coherence(flight.key),
                        how);
        fillL1(flight, entry);
        return new Lookup.Hit<>(
                found.value(), Tier.L2, Duration.ofNanos(Math.max(0, found.leftNanos())));
    }

    /// Stores in both tiers what was loaded. Each decides for itself whether it was invalidated
    /// meanwhile.
    Lookup<V> keep(
            Flight<K, V> flight,
            Loaded<V> loaded,
            LoadOptions how,
            @Nullable L2Token token,
            long loadNanos) {
        V value = loaded.value();
        Duration ttl = jittered(loaded.ttl(how), how.ttlJitter());
        if (ttl.isZero()) {
            if (token != null) {
                l2.release(token);
            }
            return new Lookup.Loaded<>(value, ttl, false);
        }
        List<String> tags = loaded.tags(how);
        SharedTier.Sealed sealed = l2.seal(value, ttl, loadNanos);
        Entry<V> entry =
                new Entry<>(
                        value,
                        nanos.getAsLong(),
                        ttl.toNanos(),
                        loadNanos,
                        sealed.size(),
                        tags,
                        flight.tagTime,
                        l2.coherence(flight.key),
                        how);
        boolean kept = fillL1(flight, entry);
        if (token != null) {
            l2.fill(token, sealed, tags, ttl.plusNanos(entry.retentionNanos));
        }
        return new Lookup.Loaded<>(value, kept ? ttl : Duration.ZERO, false);
    }

    private boolean fillL1(Flight<K, V> flight, Entry<V> entry) {
        boolean kept = l1.fill(flight.key, entry, flight.sample);
        if (kept) {
            flight.kept = entry;
        } else {
            counters.l1FillsRejected.increment();
        }
        return kept;
    }

    private Lookup<V> stale(SharedTier.Found<V> found, Lookup.Why why) {
        return new Lookup.Stale<>(found.value(), Duration.ofNanos(-found.leftNanos()), why);
    }

    Duration jittered(Duration ttl, double share) {
        if (ttl.isZero() || share == 0) {
            return ttl;
        }
        long whole = ttl.toNanos();
        return Duration.ofNanos(
                Math.max(1, whole - (long) (whole * share * random.get().nextDouble())));
    }
}
