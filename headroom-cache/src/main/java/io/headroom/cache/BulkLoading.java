package io.headroom.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What the flights of a bulk read do: one question to L2 for all, one call of the loader for those
/// whose fill lease it got; those that another node is loading go on one by one.
final class BulkLoading<K, V> {

    private final SharedTier<K, V> l2;
    private final Flights<K, V> flights;
    private final Loading<K, V> loading;
    private final Counters counters;
    private final Bulkhead bulkhead;
    private final Executor loaders;
    private final LongSupplier nanos;

    BulkLoading(
            SharedTier<K, V> l2,
            Flights<K, V> flights,
            Loading<K, V> loading,
            Counters counters,
            Bulkhead bulkhead,
            Executor loaders,
            LongSupplier nanos) {
        this.l2 = l2;
        this.flights = flights;
        this.loading = loading;
        this.counters = counters;
        this.bulkhead = bulkhead;
        this.loaders = loaders;
        this.nanos = nanos;
    }

    void fly(List<Flight<K, V>> own, BulkLoader<K, V> loader, LoadOptions how) {
        try {
            List<SharedTier.Answer<V>> answers = answers(own, how);
            Map<Flight<K, V>, @Nullable L2Token> missing = new LinkedHashMap<>();
            for (int i = 0; i < own.size(); i++) {
                Flight<K, V> flight = own.get(i);
                switch (answers.get(i)) {
                    case SharedTier.Lease<V>(L2Token token) -> missing.put(flight, token);
                    case SharedTier.NoAnswer<V> _, SharedTier.Absent<V> _ ->
                            missing.put(flight, null);
                    case SharedTier.Found<V> _, SharedTier.Busy<V> _ ->
                            loading.advance(flight, one(loader), how, answers.get(i));
                }
            }
            if (!missing.isEmpty()) {
                Pilot pilot = new Pilot(missing.size());
                missing.keySet().forEach(flight -> flight.fliesWith(pilot));
                LoadChain chain = new LoadChain(missing.keySet(), LoadChain.current());
                loaders.execute(() -> load(missing, loader, how, chain, pilot));
            }
        } catch (Throwable failure) {
            own.forEach(flight -> flights.crash(flight, failure));
            throw failure;
        }
    }

    /// L2 is not asked by a session whose writes it does not know.
    private List<SharedTier.Answer<V>> answers(List<Flight<K, V>> own, LoadOptions how) {
        return how.session().isUnacknowledged()
                ? Collections.nCopies(own.size(), new SharedTier.NoAnswer<>())
                : l2.readOrLease(own.stream().map(flight -> flight.key).toList());
    }

    private static <K, V> Loader<K, V> one(BulkLoader<K, V> loader) {
        return Loader.adaptive(key -> of(loader.loadAllAdaptively(Set.of(key)), key));
    }

    private static <K, V> Loaded<V> of(Map<K, Loaded<V>> loaded, K key) {
        Loaded<V> one = loaded.get(key);
        return one == null ? Loaded.of(null) : one;
    }

    private void load(
            Map<Flight<K, V>, @Nullable L2Token> missing,
            BulkLoader<K, V> loader,
            LoadOptions how,
            LoadChain chain,
            Pilot pilot) {
        boolean degraded = l2.isShared() && missing.containsValue(null);
        long began = nanos.getAsLong();
        List<SharedTier.AutoRenewal> renewals = new ArrayList<>();
        boolean entered = false;
        try {
            pilot.begin();
            if (degraded) {
                bulkhead.enter(how);
                entered = true;
            }
            missing.values()
                    .forEach(token -> {
                        if (token != null) {
                            renewals.add(l2.renewing(token));
                        }
                    });
            LinkedHashSet<K> keys = new LinkedHashSet<>();
            missing.keySet().forEach(flight -> keys.add(flight.key));
            Map<K, Loaded<V>> loaded = chain.call(() -> loader.loadAllAdaptively(keys));
            long took = nanos.getAsLong() - began;
            counters.loads.record(took);
            counters.loadsSucceeded.increment();
            missing.forEach((flight, token) ->
                    flights.land(
                            flight,
                            loading.keep(flight, of(loaded, flight.key), how, token, took)));
        } catch (Throwable failure) {
            counters.loads.record(nanos.getAsLong() - began);
            counters.loadsFailed.increment();
            missing.forEach((flight, token) -> {
                if (token != null) {
                    l2.release(token);
                }
                flights.crash(flight, failure);
            });
        } finally {
            renewals.forEach(SharedTier.AutoRenewal::close);
            if (entered) {
                bulkhead.leave();
            }
            pilot.end();
        }
    }
}
