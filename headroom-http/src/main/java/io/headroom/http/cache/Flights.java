package io.headroom.http.cache;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// The questions that the application is being asked, by what names their answers. Safe for use by
/// many threads.
final class Flights {

    private final ConcurrentHashMap<String, Flight> begun = new ConcurrentHashMap<>();
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
        Flight mine = new Flight(this, key);
        Flight other = begun.putIfAbsent(key, mine);
        return other == null ? mine : new Flight(other);
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
