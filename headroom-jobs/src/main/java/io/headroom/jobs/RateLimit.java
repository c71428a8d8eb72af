package io.headroom.jobs;

import java.util.function.LongSupplier;

/// A token bucket that holds a tenth of a second's tokens, one at least. It begins empty, so that a
/// restart gives nothing away. Guarded by its queue's lock.
final class RateLimit {

    private final boolean unlimited;
    private final LongSupplier nanos;
    private double perSecond;
    private double tokens;
    private long filledAtNanos;

    RateLimit(boolean unlimited, LongSupplier nanos) {
        this.unlimited = unlimited;
        this.nanos = nanos;
        this.filledAtNanos = nanos.getAsLong();
    }

    boolean isUnlimited() {
        return unlimited;
    }

    boolean isGranted() {
        return unlimited || perSecond > 0;
    }

    /// How many jobs are worth claiming at once.
    int burst() {
        return unlimited ? Integer.MAX_VALUE : (int) Math.max(1, Math.ceil(perSecond / 10));
    }

    void set(double newPerSecond) {
        fill();
        perSecond = newPerSecond;
    }

    boolean take() {
        if (unlimited) {
            return true;
        }
        fill();
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    private void fill() {
        long now = nanos.getAsLong();
        tokens =
                Math.min(
                        Math.max(1, perSecond / 10),
                        tokens + perSecond * (now - filledAtNanos) / 1e9);
        filledAtNanos = now;
    }
}
