package io.headroom.cache;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How a caller waits for a flight, and what it may get instead: never an invalidated value.
final class Waiting<K, V> {

    private final CacheOptions options;
    private final L1<K, V> l1;
    private final Flights<K, V> flights;
    private final Counters counters;
    private final LongSupplier nanos;

    Waiting(
            CacheOptions options,
            L1<K, V> l1,
            Flights<K, V> flights,
            Counters counters,
            LongSupplier nanos) {
        this.options = options;
        this.l1 = l1;
        this.flights = flights;
        this.counters = counters;
        this.nanos = nanos;
    }

    /// A value that is served before anything is asked: one that is loaded anew in the background,
    /// or one that the options prefer to an answer while this node is cut off. Null otherwise.
    @Nullable Lookup<V> staleAtOnce(K key, LoadOptions how, long now) {
        Entry<V> entry = l1.valid(key, now);
        if (entry == null || !isServable(entry, now)) {
            return null;
        }
        long left = entry.leftNanos(now);
        if (left > 0) {
            return entry.coherence.holds(now)
                    ? null
                    : stale(entry.value, entry.coherence.overdueNanos(now), Lookup.Why.INCOHERENT);
        }
        if (-left < how.staleWhileRevalidate().toNanos()) {
            counters.revalidations.increment();
            return stale(entry.value, -left, Lookup.Why.REVALIDATING);
        }
        return null;
    }

    /// Whether the entry may be served although it is not fresh: it is known not to be invalidated,
    /// or the options take the risk for a while.
    private boolean isServable(Entry<V> entry, long now) {
        return switch (options.consistency()) {
            case Consistency.Strict() -> entry.coherence.holds(now);
            case Consistency.Available(Duration atMost) ->
                    entry.coherence.overdueNanos(now) < atMost.toNanos();
        };
    }

    Lookup<V> await(Flight<K, V> flight, boolean joined, long deadline, LoadOptions how) {
        if (flight.isDone()) {
            return awaited(flight, joined, deadline, how);
        }
        MissListener.Step step = counters.misses.awaitingLoad(options.name());
        int found = 0;
        try {
            Lookup<V> answer = awaited(flight, joined, deadline, how);
            found = answer.value() == null ? 0 : 1;
            return answer;
        } finally {
            step.ended(found);
        }
    }

    private Lookup<V> awaited(Flight<K, V> flight, boolean joined, long deadline, LoadOptions how) {
        if (joined) {
            counters.loadsCollapsed.increment();
        }
        try {
            if (!how.softTimeout().isZero() && how.softTimeout().compareTo(how.timeout()) < 0) {
                Lookup<V> early = softly(flight, how);
                if (early != null) {
                    return early;
                }
            }
            long left = Math.max(0, deadline - nanos.getAsLong());
            Lookup<V> answer = flight.get(left, TimeUnit.NANOSECONDS);
            return joined && answer instanceof Lookup.Loaded<V>(V value, Duration ttl, _)
                    ? new Lookup.Loaded<>(value, ttl, true)
                    : answer;
        } catch (ExecutionException e) {
            RuntimeException failure = failed(flight.key, Objects.requireNonNull(e.getCause()));
            return staleOr(flight.key, how, Lookup.Why.LOAD_FAILED, failure);
        } catch (TimeoutException e) {
            counters.loadsTimedOut.increment();
            leave(flight);
            return staleOr(flight.key, how, Lookup.Why.LOAD_SLOW, tooSlow(flight.key, how));
        } catch (InterruptedException e) {
            leave(flight);
            Thread.currentThread().interrupt();
            throw new CacheLoadException(
                    "Interrupted while waiting for key '%s' of cache '%s'"
                            .formatted(flight.key, options.name()),
                    e);
        }
    }

    /// Waits for many flights. When one of them fails, nobody waits for the others any more.
    Map<K, @Nullable V> awaitAll(
            Map<K, Flight<K, V>> awaited, Set<K> own, long deadline, LoadOptions how) {
        Map<K, @Nullable V> values = new HashMap<>();
        Deque<Flight<K, V>> left = new ArrayDeque<>(awaited.values());
        try {
            while (!left.isEmpty()) {
                Flight<K, V> flight = left.remove();
                boolean joined = !own.contains(flight.key);
                values.put(flight.key, await(flight, joined, deadline, how).value());
            }
        } finally {
            left.forEach(this::leave);
        }
        return values;
    }

    /// An expired value when the load takes longer than the soft time-out; the load goes on, since
    /// the caller is still counted as waiting.
    private @Nullable Lookup<V> softly(Flight<K, V> flight, LoadOptions how)
            throws InterruptedException, ExecutionException {
        try {
            flight.get(how.softTimeout().toNanos(), TimeUnit.NANOSECONDS);
            return null;
        } catch (TimeoutException e) {
            return expired(flight.key, how, Lookup.Why.LOAD_SLOW);
        }
    }

    private void leave(Flight<K, V> flight) {
        if (flights.leave(flight)) {
            counters.loadsCancelled.increment();
        }
    }

    private Lookup<V> staleOr(K key, LoadOptions how, Lookup.Why why, RuntimeException failure) {
        Lookup<V> stale = expired(key, how, why);
        if (stale == null) {
            throw failure;
        }
        return stale;
    }

    /// An expired entry that is still there, and whose tags are, was not invalidated.
    private @Nullable Lookup<V> expired(K key, LoadOptions how, Lookup.Why why) {
        if (!how.session().isEmpty()) {
            return null; // it may be older than what the caller wrote
        }
        long now = nanos.getAsLong();
        Entry<V> entry = l1.valid(key, now);
        if (entry == null || !isServable(entry, now)) {
            return null;
        }
        long overdue = Math.max(0, -entry.leftNanos(now));
        long allowed = Math.max(how.staleOnError().toNanos(), how.staleWhileRevalidate().toNanos());
        return overdue <= allowed ? stale(entry.value, overdue, why) : null;
    }

    private Lookup<V> stale(@Nullable V value, long ageNanos, Lookup.Why why) {
        counters.staleServed.increment();
        return new Lookup.Stale<>(value, Duration.ofNanos(Math.max(0, ageNanos)), why);
    }

    private LoadTimeoutException tooSlow(K key, LoadOptions how) {
        return new LoadTimeoutException(
                "Loading key '%s' of cache '%s' took longer than %s; %d loads of the cache are under way"
                        .formatted(key, options.name(), how.timeout(), flights.count()));
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
}
