package io.headroom.test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that only moves when told: wall time as an [InstantSource], monotonic time by [#nanos].
/// Both move together. Safe for use by many threads.
public final class ManualTime implements InstantSource {

    private final Instant start;
    private final AtomicLong elapsedNanos = new AtomicLong();

    /// Starts at noon of 1 January 2026, UTC.
    public ManualTime() {
        this(Instant.parse("2026-01-01T12:00:00Z"));
    }

    public ManualTime(Instant start) {
        this.start = start;
    }

    /// Moves time forward.
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + duration);
        }
        elapsedNanos.addAndGet(duration.toNanos());
    }

    /// Monotonic time in nanoseconds, as `System.nanoTime`.
    public long nanos() {
        return elapsedNanos.get();
    }

    @Override
    public Instant instant() {
        return start.plusNanos(elapsedNanos.get());
    }
}
