package io.headroom.load;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The answers that the shoppers' browsers hold, by address: entity tag, and the version of an
/// item. Safe for use by many threads.
final class Validators {

    /// More addresses than that are not remembered.
    private static final int MOST = 20_000;

    /// @param version of the item that the answer shows, 0 for other answers
    record Held(String entityTag, int version) {}

    private final ConcurrentHashMap<String, Held> held = new ConcurrentHashMap<>();

    Optional<Held> of(String address) {
        return Optional.ofNullable(held.get(address));
    }

    void keep(String address, String entityTag, int version) {
        if (held.size() < MOST || held.containsKey(address)) {
            held.put(address, new Held(entityTag, version));
        }
    }
}
