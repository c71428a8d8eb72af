package io.headroom.spring.timing;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How many lines of one kind may be logged in a second. A service that is slow for everybody would
/// spend what it has left on saying so. Safe for use by many threads.
final class LineBudget {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int most;
    private final LongSupplier nanoTime;
    private long since;
    private int lines;
    private long leftOut;

    /// @param most lines in a second, at least 1
    LineBudget(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
        since = nanoTime.getAsLong();
    }

    /// Asks for a line.
    ///
    /// @return how many were left out since the last one; -1 where this one is to be left out, too
    synchronized long ask() {
        long now = nanoTime.getAsLong();
        if (now - since >= SECOND_NANOS) {
            since = now;
            lines = 0;
        }
        if (lines == most) {
            leftOut++;
            return -1;
        }
        lines++;
        long before = leftOut;
        leftOut = 0;
        return before;
    }
}
