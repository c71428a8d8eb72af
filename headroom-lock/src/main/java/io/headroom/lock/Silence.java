package io.headroom.lock;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// For how long a connection that was asked something has not answered anything. Safe for use by
/// many threads; a race makes it too short, never too long.
final class Silence {

    private final LongSupplier nanoTime;
    private final AtomicInteger open = new AtomicInteger();
    private volatile long sinceNanos;

    Silence(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        sinceNanos = nanoTime.getAsLong();
    }

    void asked() {
        if (open.get() == 0) {
            sinceNanos = nanoTime.getAsLong();
        }
        open.incrementAndGet();
    }

    void answered() {
        sinceNanos = nanoTime.getAsLong();
        open.decrementAndGet();
    }

    /// 0 while nothing is asked.
    long nanos() {
        return open.get() == 0 ? 0 : nanoTime.getAsLong() - sinceNanos;
    }
}
