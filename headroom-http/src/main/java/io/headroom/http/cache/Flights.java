package io.headroom.http.cache;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// The questions that the application is being asked, by what names their answers. Safe for use by
/// many threads.
final class Flights {

    private static final int COUNTERS = 1_024;

    private final ConcurrentHashMap<String, Flight> begun = new ConcurrentHashMap<>();

    /// How often a key was outdated. Keys share the counters, so that their number is bounded: a
    /// flight may be taken for outdated by the key of another one, and is then not stored.
    private final AtomicLongArray outdated = new AtomicLongArray(COUNTERS);

    private final Duration patience;
    private final LongAdder joined;

    /// @param patience how long somebody waits for another
    /// @param joined counts those who wait
    Flights(Duration patience, LongAdder joined) {
        this.patience = patience;
        this.joined = joined;
    }

    /// The one of that key, begun now unless it was before.
    Flight lead(String key) {
        Flight mine = new Flight(this, key, timesOutdated(key));
        Flight other = begun.putIfAbsent(key, mine);
        return other == null ? mine : mine.behind(other);
    }

    /// What is under way for a key may have read what is no longer so.
    void outdate(String key) {
        outdated.incrementAndGet(counter(key));
    }

    void outdateAll() {
        for (int i = 0; i < COUNTERS; i++) {
            outdated.incrementAndGet(i);
        }
    }

    long timesOutdated(String key) {
        return outdated.get(counter(key));
    }

    private static int counter(String key) {
        return Math.floorMod(key.hashCode(), COUNTERS);
    }

    void ended(String key, Flight flight) {
        begun.remove(key, flight);
    }

    Duration patience() {
        return patience;
    }

    void countJoined() {
        joined.increment();
    }
}
