package io.headroom.cache;

import java.util.List;

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

    /// Whether neither the entry nor one of its tags was invalidated, and L1 still has it.
    boolean holds(TagClock clock) {
        if (removed) {
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
