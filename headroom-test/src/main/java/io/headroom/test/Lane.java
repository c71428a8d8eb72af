package io.headroom.test;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// What holds for one direction of a [FaultProxy], all its connections alike. Safe for use by many
/// threads.
final class Lane {

    private final LongAdder bytes = new LongAdder();
    private boolean flows = true;
    private long delayNanos;

    synchronized void become(boolean newFlows, Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, but is " + delay);
        }
        flows = newFlows;
        delayNanos = delay.toNanos();
        notifyAll();
    }

    /// Waits until bytes that came at `cameNanos` may go on.
    synchronized void await(long cameNanos, LongSupplier nanoTime) throws InterruptedException {
        while (true) {
            long leftNanos = cameNanos + delayNanos - nanoTime.getAsLong();
            if (!flows) {
                wait();
            } else if (delayNanos == 0 || leftNanos <= 0) {
                return;
            } else {
                wait(leftNanos / 1_000_000, (int) (leftNanos % 1_000_000));
            }
        }
    }

    void count(int handedOn) {
        bytes.add(handedOn);
    }

    long bytes() {
        return bytes.sum();
    }
}
