package io.headroom.embedded;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// A moment in monotonic time after which waiting is over.
record Deadline(long atNanos, LongSupplier nanoTime) {

    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

    static Deadline after(Duration duration, LongSupplier nanoTime) {
        return new Deadline(nanoTime.getAsLong() + duration.toNanos(), nanoTime);
    }

    boolean passed() {
        return nanoTime.getAsLong() - atNanos >= 0;
    }

    /// Asks until the condition holds.
    ///
    /// @return whether it came to hold; false also when this thread was interrupted
    boolean await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (passed() || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }
}
