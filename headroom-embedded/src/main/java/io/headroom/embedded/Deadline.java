package io.headroom.embedded;

import java.time.Duration;
import java.util.function.LongSupplier;

/// A moment in monotonic time after which waiting is over.
record Deadline(long atNanos, LongSupplier nanoTime) {

    static Deadline after(Duration duration, LongSupplier nanoTime) {
        return new Deadline(nanoTime.getAsLong() + duration.toNanos(), nanoTime);
    }

    boolean passed() {
        return nanoTime.getAsLong() - atNanos >= 0;
    }
}
