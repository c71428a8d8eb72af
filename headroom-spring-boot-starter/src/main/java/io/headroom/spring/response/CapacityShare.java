package io.headroom.spring.response;

import java.util.concurrent.TimeUnit;

/// Which part of its capacity a cache may take: halved by each collection of the whole heap after
/// which it is still full, down to an eighth, and raised by a quarter each minute once it is not.
/// Safe for use by many threads.
///
/// Full is what the parallel collector has for what lasts, about seven tenths of what a heap can
/// hold at a time: beyond it each collection is one of the whole heap. A cache that fills a heap to
/// less than that does its work.
final class CapacityShare {

    private static final double FULL = 0.7;
    private static final double ROOMY = 0.6;
    private static final double LEAST = 0.125;
    private static final double RAISE = 1.25;
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private double value = 1;
    private boolean roomy = true;
    private long changedNanos;

    CapacityShare(long nowNanos) {
        changedNanos = nowNanos;
    }

    synchronized double value() {
        return value;
    }

    /// After a collection of the whole heap.
    ///
    /// @param fill the part of the largest heap that is in use after it
    synchronized double collected(double fill, long nowNanos) {
        roomy = fill < ROOMY;
        if (fill > FULL) {
            value = Math.max(LEAST, value / 2);
            changedNanos = nowNanos;
        }
        return passed(nowNanos);
    }

    /// After any other collection, which does not tell how full the heap is.
    synchronized double passed(long nowNanos) {
        if (value < 1 && roomy && nowNanos - changedNanos >= PAUSE_NANOS) {
            value = Math.min(1, value * RAISE);
            changedNanos = nowNanos;
        }
        return value;
    }
}
