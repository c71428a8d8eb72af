package io.headroom.cache;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// When this node saw each tag invalidated, on a logical clock that counts invalidations. Shared by
/// all caches of a registry.
///
/// A reader samples the clock before it asks L2 or the loader; the entry is valid as long as none
/// of its tags was invalidated after the sample. One compare answers that as long as the clock
/// stands still. Memory is bounded: when there are too many tags all are forgotten, and entries
/// with tags that are older than that moment no longer count.
final class TagClock {

    static final int MOST_TAGS = 1 << 16;

    private final ConcurrentHashMap<String, Long> invalidated = new ConcurrentHashMap<>();
    private volatile long forgottenAt;
    private volatile long time;

    long now() {
        return time;
    }

    synchronized void invalidate(Collection<String> tags) {
        long next = time + 1;
        if (invalidated.size() + tags.size() > MOST_TAGS) {
            // Before the tags are gone: a reader who misses one must find this.
            forgottenAt = next;
            invalidated.clear();
        }
        for (String tag : tags) {
            invalidated.put(tag, next);
        }
        time = next;
    }

    /// Whether no tag of the entry was invalidated since it was sampled.
    boolean admits(Entry<?> entry) {
        long now = time;
        return entry.tagsCheckedAt(now) || checked(entry, now);
    }

    private boolean checked(Entry<?> entry, long now) {
        if (!admits(entry.tags, entry.tagTime)) {
            return false;
        }
        entry.tagsChecked(now);
        return true;
    }

    /// Whether none of the tags was invalidated since the sample.
    boolean admits(List<String> tags, long sampled) {
        if (tags.isEmpty()) {
            return true;
        }
        for (int i = 0; i < tags.size(); i++) {
            Long last = invalidated.get(tags.get(i));
            if (last != null && last > sampled) {
                return false;
            }
        }
        return sampled >= forgottenAt;
    }
}
