package io.headroom.cache;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The loads under way in this node, one per key.
final class Flights<K, V> {

    private final Cache<K, V> cache;
    private final L1<K, V> l1;
    private final SharedTier<K, V> l2;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<K, Flight<K, V>> underWay = new ConcurrentHashMap<>();

    Flights(Cache<K, V> cache, L1<K, V> l1, SharedTier<K, V> l2, LongSupplier nanos) {
        this.cache = cache;
        this.l1 = l1;
        this.l2 = l2;
        this.nanos = nanos;
    }

    /// A flight that nobody knows yet.
    Flight<K, V> prepare(K key) {
        return new Flight<>(cache, key, l1.sample(key), l1.tagTime(), nanos.getAsLong());
    }

    /// The flight of the key: the one under way, or `mine` if there is none that may be joined.
    Flight<K, V> board(Flight<K, V> mine) {
        return Objects.requireNonNull(
                underWay.compute(
                        mine.key,
                        (_, running) ->
                                running != null && isCurrent(running) && running.admit()
                                        ? running
                                        : mine));
    }

    /// Whether nothing was invalidated, as far as this node can know, since the flight began.
    private boolean isCurrent(Flight<K, V> running) {
        if (running.sample != l1.sample(running.key) || running.tagTime != l1.tagTime()) {
            return false;
        }
        long now = nanos.getAsLong();
        return l2.coherence(running.key).holds(now)
                || now - running.beganNanos < l2.coherenceLeaseNanos();
    }

    /// Registers a flight in the background; null when there is one for the key already.
    @Nullable Flight<K, V> inBackground(K key) {
        if (underWay.containsKey(key)) {
            return null;
        }
        Flight<K, V> mine = prepare(key);
        return underWay.putIfAbsent(key, mine) == null ? mine : null;
    }

    void land(Flight<K, V> flight, Lookup<V> answer) {
        underWay.remove(flight.key, flight);
        flight.complete(answer);
    }

    void crash(Flight<K, V> flight, Throwable failure) {
        underWay.remove(flight.key, flight);
        flight.completeExceptionally(failure);
    }

    /// Lets a caller wait no longer; the last one ends the flight. Whether this was the last.
    boolean leave(Flight<K, V> flight) {
        boolean last = flight.leave();
        if (last) {
            underWay.remove(flight.key, flight);
        }
        return last;
    }

    int count() {
        return underWay.size();
    }
}
