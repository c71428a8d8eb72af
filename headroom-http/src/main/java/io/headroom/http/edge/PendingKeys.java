package io.headroom.http.edge;

import io.headroom.http.SurrogateKeys;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Keys that wait for an edge together, and those who wait for them. Bounded: too many become
/// [SurrogateKeys#EVERYTHING]. Not safe for use by many threads, but for [#settled].
final class PendingKeys {

    private final int most;

    /// Each key and whether it is to be purged once more later.
    private final Map<String, Boolean> keys = new LinkedHashMap<>();

    private final CompletableFuture<Void> settled = new CompletableFuture<>();

    PendingKeys(int most) {
        this.most = most;
    }

    void add(Collection<String> more, boolean onceMoreLater) {
        if (keys.containsKey(SurrogateKeys.EVERYTHING)) {
            keys.merge(SurrogateKeys.EVERYTHING, onceMoreLater, Boolean::logicalOr);
            return;
        }
        more.forEach(key -> keys.merge(key, onceMoreLater, Boolean::logicalOr));
        if (keys.size() > most || keys.containsKey(SurrogateKeys.EVERYTHING)) {
            boolean later = keys.containsValue(true);
            keys.clear();
            keys.put(SurrogateKeys.EVERYTHING, later);
        }
    }

    Map<String, Boolean> keys() {
        return keys;
    }

    /// Done when the keys were purged, or when it is known that this takes longer.
    CompletableFuture<Void> settled() {
        return settled;
    }
}
