package io.headroom.postgres.violation;

/// A class that reads the clock.
public final class ClockViolation {

    /// Cannot be tested.
    public long now() {
        return System.currentTimeMillis();
    }
}
