package io.headroom.benchmarks.faults;

import java.util.concurrent.atomic.AtomicLongArray;

/// Counts events in slots of 250 ms since the run's beginning, on the machine's monotonic clock,
/// which all processes share. Safe for use by many threads; what comes too late for the last slot
/// is counted there.
final class Timeline {

    static final long SLOT_NANOS = 250_000_000;
    static final int SLOTS_PER_SECOND = 4;
    private static final int SLOTS = 4 * 600;

    private final long beganNanos;
    private final AtomicLongArray slots = new AtomicLongArray(SLOTS);

    Timeline(long beganNanos) {
        this.beganNanos = beganNanos;
    }

    void count(long nanos) {
        slots.incrementAndGet(slot(nanos));
    }

    private int slot(long nanos) {
        return Math.clamp((nanos - beganNanos) / SLOT_NANOS, 0, SLOTS - 1);
    }

    long[] toArray() {
        int length = SLOTS;
        while (length > 0 && slots.get(length - 1) == 0) {
            length--;
        }
        long[] copy = new long[length];
        for (int i = 0; i < length; i++) {
            copy[i] = slots.get(i);
        }
        return copy;
    }
}
