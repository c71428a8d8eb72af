package io.headroom.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Tells whether a key was invalidated since some moment, in constant memory.
///
/// Keys share 1,024 counters by their hash. A reader samples the key's counter before it asks L2 or
/// the loader and stores what it got only if the counter did not move; an invalidation moves it
/// first and removes the entry then. A collision costs a value that is not stored, never a stale
/// one. The counters only grow, so that the sum of two stands for both.
final class FillGuard {

    private static final int STRIPES = 1 << 10;

    private final AtomicLongArray stripes = new AtomicLongArray(STRIPES);
    private final AtomicLong all = new AtomicLong();

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
        return hash >>> (Integer.SIZE - 10);
    }
}
