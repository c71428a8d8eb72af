package io.headroom.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether an entry of L1 still holds, for those who keep what they made of its value, and without
/// that value: an entry that L1 let go must not stay in memory for their sake. One for each entry
/// that is traced. Safe for use by many threads.
final class Watch {

    final long expiresAtNanos;
    final Coherence coherence;
    final List<String> tags;

    private final long tagTime;

    /// As [Entry] keeps it: threads may overwrite each other, every value written here was true.
    private long tagsCheckedAt;

    private volatile boolean removed;

    /// What stands in for the entry once L1 has evicted it; null before.
    private volatile FillGuard.@Nullable Sample evicted;

    Watch(Entry<?> entry) {
        expiresAtNanos = entry.expiresAtNanos;
        coherence = entry.coherence;
        tags = entry.tags;
        tagTime = entry.tagTime;
        tagsCheckedAt = entry.tagTime;
    }

    void removed() {
        removed = true;
    }

    void evicted(FillGuard.Sample sample) {
        evicted = sample;
    }

    /// Whether neither the entry nor one of its tags was invalidated, nor the entry replaced while
    /// L1 had it.
    boolean holds(TagClock clock) {
        FillGuard.Sample sample = evicted;
        if (removed || (sample != null && !sample.stands())) {
            return false;
        }
        long now = clock.now();
        if (tagsCheckedAt == now) {
            return true;
        }
        if (!clock.admits(tags, tagTime)) {
            return false;
        }
        tagsCheckedAt = now;
        return true;
    }
}
