package io.headroom.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Tells whether a key was invalidated since some moment, in constant memory.
///
/// Keys share 16,384 counters of 8 bytes by their hash. A reader samples the key's counter before
/// it asks L2 or the loader and stores what it got only if the counter did not move; an
/// invalidation moves it first and removes the entry then. A collision costs a value that is not
/// stored, never a stale one. The counters only grow, so that the sum of two stands for both.
final class FillGuard {

    private static final int BITS = 14;
    private static final int STRIPES = 1 << BITS;

    private final AtomicLongArray stripes = new AtomicLongArray(STRIPES);
    private final AtomicLong all = new AtomicLong();

    /// A sample, and what it was taken of, without the key.
    record Sample(FillGuard guard, int stripe, long value) {

        /// Whether no key of its stripe was invalidated since.
        boolean stands() {
            return guard.all.get() + guard.stripes.get(stripe) == value;
        }
    }

    Sample sample(Object key, long value) {
        return new Sample(this, stripe(key), value);
    }

    long sample(Object key) {
        return all.get() + stripes.get(stripe(key));
    }

    void move(Object key) {
        stripes.incrementAndGet(stripe(key));
    }

    void moveAll() {
        all.incrementAndGet();
    }

    private static int stripe(Object key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash >>> (Integer.SIZE - BITS);
    }
}
