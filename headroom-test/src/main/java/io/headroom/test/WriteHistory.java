package io.headroom.test;

import java.util.Arrays;
import java.util.function.LongSupplier;

/// The acknowledged versions of one key, in order, each with the earliest moment at which it *or a
/// later one* was acknowledged: from that moment on nothing older may be read. Concurrent writers
/// may be acknowledged out of order. Safe for use by many threads.
final class WriteHistory {

    static final long NEVER = Long.MAX_VALUE;

    private long[] versions = new long[2];
    private long[] earliestNanos = new long[2];
    private int size;

    synchronized void acknowledged(long version, LongSupplier clock) {
        long nanos = clock.getAsLong();
        int at = firstAbove(version);
        if (at > 0 && versions[at - 1] == version) {
            at--;
        } else {
            insert(at, version, at < size ? earliestNanos[at] : nanos);
        }
        // The moments rise with the versions: the first that is earlier already ends the walk.
        for (int i = at; i >= 0 && earliestNanos[i] - nanos >= 0; i--) {
            earliestNanos[i] = nanos;
        }
    }

    private void insert(int at, long version, long nanos) {
        if (size == versions.length) {
            versions = Arrays.copyOf(versions, size * 2);
            earliestNanos = Arrays.copyOf(earliestNanos, size * 2);
        }
        System.arraycopy(versions, at, versions, at + 1, size - at);
        System.arraycopy(earliestNanos, at, earliestNanos, at + 1, size - at);
        versions[at] = version;
        earliestNanos[at] = nanos;
        size++;
    }

    /// When a value of this version should have been gone: the moment at which the first
    /// invalidation of a later one returned, or [#NEVER].
    synchronized long outdatedSince(long version) {
        int at = firstAbove(version);
        return at < size ? earliestNanos[at] : NEVER;
    }

    /// The highest version that was acknowledged, or 0.
    synchronized long highest() {
        return size == 0 ? 0 : versions[size - 1];
    }

    synchronized int size() {
        return size;
    }

    /// The index of the first version above the given one; commonly it is near the end.
    private int firstAbove(long version) {
        if (size == 0 || versions[size - 1] <= version) {
            return size;
        }
        int found = Arrays.binarySearch(versions, 0, size, version);
        return found >= 0 ? found + 1 : -found - 1;
    }
}
