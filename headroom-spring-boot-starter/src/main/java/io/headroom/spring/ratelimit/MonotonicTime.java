package io.headroom.spring.ratelimit;

import io.github.bucket4j.TimeMeter;
import java.util.function.LongSupplier;

/// What buckets measure time by.
///
/// @param nanoTime monotonic
public record MonotonicTime(LongSupplier nanoTime) implements TimeMeter {

    @Override
    public long currentTimeNanos() {
        return nanoTime.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
