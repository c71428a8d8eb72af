package io.headroom.core;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// The pause before the next attempt: exponential, bounded, with jitter.
///
/// Attempt *n* (from 1) waits between half and the whole of `initial × 2ⁿ⁻¹`, never more than
/// `max`. Half of the pause is kept fixed so that a retry is never immediate; the other half is
/// random so that many callers who failed together do not come back together ("equal jitter").
///
/// @param initial the longest pause before the first retry, more than zero
/// @param max the longest pause at all, at least `initial`
public record Backoff(Duration initial, Duration max) {

    public Backoff {
        if (!initial.isPositive()) {
            throw new IllegalArgumentException("initial must be positive, but is " + initial);
        }
        if (max.compareTo(initial) < 0) {
            throw new IllegalArgumentException(
                    "max must be at least initial (" + initial + "), but is " + max);
        }
    }

    /// The pause before retry number `attempt`, counted from 1.
    public Duration pause(int attempt, RandomGenerator random) {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempt counts from 1, but is " + attempt);
        }
        long ceiling = ceilingNanos(attempt);
        long half = ceiling / 2;
        return Duration.ofNanos(half + random.nextLong(ceiling - half + 1));
    }

    private long ceilingNanos(int attempt) {
        long limit = max.toNanos();
        long first = initial.toNanos();
        int doublings = attempt - 1;
        return doublings >= Long.numberOfLeadingZeros(first) - 1
                ? limit
                : Math.min(limit, first << doublings);
    }
}
