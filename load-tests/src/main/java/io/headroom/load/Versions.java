package io.headroom.load;

import java.util.concurrent.ConcurrentHashMap;

/// The highest version of each item that a write has confirmed: from that moment on a read that
/// shows a lower one is stale. Safe for use by many threads.
final class Versions {

    private final ConcurrentHashMap<Long, Integer> confirmed = new ConcurrentHashMap<>();

    void confirm(long item, int version) {
        confirmed.merge(item, version, Math::max);
    }

    /// 0 for an item that was not written.
    int confirmed(long item) {
        return confirmed.getOrDefault(item, 0);
    }
}
