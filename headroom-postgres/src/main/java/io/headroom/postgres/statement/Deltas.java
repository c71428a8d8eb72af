package io.headroom.postgres.statement;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Turns sums into what was added between two readings. Used by one thread.
final class Deltas {

    private Map<Counters.Key, Counters> earlier = Map.of();
    private Instant resetAt = Instant.MIN;
    private boolean first = true;
    private final AtomicLong resets = new AtomicLong();

    /// What each row gained since the last snapshot; nothing for the first one, which only says
    /// where counting begins. A row that was not there before counts whole: its statement ran for
    /// the first time, or came back after the server had forgotten it.
    List<Counters> advance(Snapshot snapshot) {
        boolean reset = !first && !snapshot.resetAt().equals(resetAt);
        if (reset) {
            resets.incrementAndGet();
        }
        Map<Counters.Key, Counters> now = HashMap.newHashMap(snapshot.rows().size());
        List<Counters> deltas = new ArrayList<>();
        for (Counters row : snapshot.rows()) {
            now.put(row.key(), row);
            Counters before = reset ? null : earlier.get(row.key());
            Counters delta = before == null ? row : row.since(before);
            if (!first && delta.calls() > 0) {
                deltas.add(delta);
            }
        }
        earlier = now;
        resetAt = snapshot.resetAt();
        first = false;
        return deltas;
    }

    /// How often all counters were reset while this looked on. For any thread.
    long resets() {
        return resets.get();
    }
}
