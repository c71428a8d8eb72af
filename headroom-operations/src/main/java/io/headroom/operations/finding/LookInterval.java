package io.headroom.operations.finding;

import java.util.function.LongSupplier;

/// The time from one look to the next, for facts that are rates. For one thread.
public final class LookInterval {

    private static final double LEAST_SECONDS = 1e-3;

    private final LongSupplier nanoTime;
    private long lookedNanos;

    public LookInterval(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lookedNanos = nanoTime.getAsLong();
    }

    /// Seconds since the last call, or since it was made when this is the first; never less than a
    /// millisecond, so that what is divided by it stays a rate.
    public double seconds() {
        long nanos = nanoTime.getAsLong();
        double seconds = Math.max(LEAST_SECONDS, (nanos - lookedNanos) / 1e9);
        lookedNanos = nanos;
        return seconds;
    }
}
