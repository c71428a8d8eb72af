package io.headroom.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Where a run stands. Its schedule begins when the first session does. Safe for use by many
/// threads.
final class RunClock {

    /// Sessions are handed over by Gatling this long before they are due, so that its own rounding
    /// of arrivals, and its ticks of a second, do not show.
    static final Duration LEAD = Duration.ofSeconds(2);

    private static final long NOT_STARTED = Long.MIN_VALUE;

    private final LongSupplier nanoTime;
    private final long warmUpNanos;
    private final long measuredNanos;
    private final AtomicLong zero = new AtomicLong(NOT_STARTED);

    RunClock(LongSupplier nanoTime, Profile profile) {
        this.nanoTime = nanoTime;
        this.warmUpNanos = profile.warmUp().toNanos();
        this.measuredNanos = profile.measured().toNanos();
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /// The instant from which the schedule counts; the first call sets it.
    long zero() {
        if (zero.get() == NOT_STARTED) {
            zero.compareAndSet(NOT_STARTED, nanoTime.getAsLong() + LEAD.toNanos());
        }
        return zero.get();
    }

    boolean isStarted() {
        return zero.get() != NOT_STARTED;
    }

    /// Nanoseconds from the end of the warm-up to an instant; negative during the warm-up.
    long sinceWarmUp(long instant) {
        return instant - zero() - warmUpNanos;
    }

    boolean isMeasured(long instant) {
        long since = sinceWarmUp(instant);
        return since >= 0 && since < measuredNanos;
    }

    /// Whether the warm-up is over.
    boolean isMeasuring() {
        return isStarted() && sinceWarmUp(now()) >= 0;
    }

    boolean isOver() {
        return isStarted() && sinceWarmUp(now()) >= measuredNanos;
    }
}
