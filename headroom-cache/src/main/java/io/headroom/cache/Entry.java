package io.headroom.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A value in L1; null stands for "there is none". All times are of the monotonic clock.
final class Entry<V> {

    final @Nullable V value;

    final long filledAtNanos;

    /// When it stops being fresh.
    final long expiresAtNanos;

    /// From when on a read may find that it should be loaded anew early.
    final long earlyFromNanos;

    /// How long after its expiry it is served while it is loaded anew.
    final long revalidateNanos;

    /// How long after its expiry it is kept, to be served when loads fail.
    final long retentionNanos;

    /// How long its load took.
    final long loadNanos;

    /// Its estimated size.
    final int bytes;

    final List<String> tags;

    /// The time of the [TagClock] before L2 or the loader was asked.
    final long tagTime;

    final Coherence coherence;

    /// The time of the [TagClock] up to which its tags are known not to be invalidated. Threads may
    /// overwrite each other: every value written here was true.
    private long tagsCheckedAt;

    /// The key's guard before L2 or the loader was asked, or after it was written; set by L1 before
    /// others see the entry.
    long sample;

    /// Whether L1 has it no more, because it was invalidated or replaced.
    private boolean removed;

    /// Its key's guard, once L1 has evicted it.
    private FillGuard.@Nullable Sample evicted;

    /// Of those who keep what they made of it; null while nobody does.
    private @Nullable Watch watch;

    Entry(
            @Nullable V value,
            long nowNanos,
            long ttlNanos,
            long loadNanos,
            int bytes,
            List<String> tags,
            long tagTime,
            Coherence coherence,
            LoadOptions how) {
        this.value = value;
        filledAtNanos = nowNanos;
        expiresAtNanos = nowNanos + ttlNanos;
        earlyFromNanos = EarlyRefresh.from(expiresAtNanos, loadNanos, how.earlyRefresh());
        revalidateNanos = how.staleWhileRevalidate().toNanos();
        retentionNanos = Math.max(revalidateNanos, how.staleOnError().toNanos());
        this.loadNanos = loadNanos;
        this.bytes = bytes;
        this.tags = tags;
        this.tagTime = tagTime;
        this.coherence = coherence;
        tagsCheckedAt = tagTime;
    }

    long leftNanos(long nowNanos) {
        return expiresAtNanos - nowNanos;
    }

    boolean isFresh(long nowNanos) {
        return nowNanos - expiresAtNanos < 0;
    }

    /// Whether it may be served as it is.
    boolean isFreshAndCoherent(long nowNanos) {
        return isFresh(nowNanos) && coherence.holds(nowNanos);
    }

    /// Whether it is of any use, fresh or kept beyond its time.
    boolean isUseful(long nowNanos) {
        return nowNanos - expiresAtNanos < retentionNanos;
    }

    /// What tells whether it still holds, however long it is kept.
    synchronized Watch watch() {
        if (watch == null) {
            watch = new Watch(this);
            if (removed) {
                watch.removed();
            }
            if (evicted != null) {
                watch.evicted(evicted);
            }
        }
        return watch;
    }

    synchronized void removed() {
        removed = true;
        if (watch != null) {
            watch.removed();
        }
    }

    synchronized void evicted(FillGuard.Sample sample) {
        evicted = sample;
        if (watch != null) {
            watch.evicted(sample);
        }
    }

    boolean tagsCheckedAt(long tagTime) {
        return tagsCheckedAt == tagTime;
    }

    void tagsChecked(long tagTime) {
        tagsCheckedAt = tagTime;
    }
}
