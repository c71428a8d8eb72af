package io.headroom.postgres.advisor;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/// Works in slices with pauses between them, so that work takes no more than a share of one
/// processor's time. On a machine that is busy slices take longer, and so do the pauses. Used by
/// one thread.
final class Pace {

    /// Long enough for a pause to be worth its timer, short enough for a request to wait through.
    private static final long SLICE_NANOS = 20_000_000;

    private final double share;
    private final LongSupplier nanoTime;
    private final LongConsumer pause;
    private long workingSince;

    /// @param share of the time in which to work, above 0 and at most 1; 1 never pauses
    /// @param pause waits for so many nanoseconds, or until the thread is interrupted
    Pace(double share, LongSupplier nanoTime, LongConsumer pause) {
        this.share = share;
        this.nanoTime = nanoTime;
        this.pause = pause;
        this.workingSince = nanoTime.getAsLong();
    }

    /// Pauses when a slice has been worked. To be called between any two pieces of work.
    void rest() {
        long worked = nanoTime.getAsLong() - workingSince;
        if (share < 1 && worked >= SLICE_NANOS) {
            pause.accept((long) (worked * (1 - share) / share));
            workingSince = nanoTime.getAsLong();
        }
    }
}
