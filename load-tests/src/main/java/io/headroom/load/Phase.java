package io.headroom.load;

import java.time.Duration;

/// A part of a profile in which the number of users stays or changes evenly.
///
/// @param measured whether its figures count; they do not while the service warms up
/// @param fromUsers users at its beginning, more than 0
/// @param toUsers users at its end, more than 0
/// @param duration longer than zero
record Phase(String name, boolean measured, double fromUsers, double toUsers, Duration duration) {

    Phase {
        if (!(fromUsers > 0) || !(toUsers > 0)) {
            throw new IllegalArgumentException("phase " + name + " must have users all the time");
        }
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("phase " + name + " must last longer than zero");
        }
    }

    static Phase warmUp(double users, Duration duration) {
        return new Phase("warm-up", false, users, users, duration);
    }

    static Phase hold(double users, Duration duration) {
        return new Phase("hold", true, users, users, duration);
    }

    static Phase ramp(double fromUsers, double toUsers, Duration duration) {
        return new Phase("ramp", true, fromUsers, toUsers, duration);
    }

    /// Requests a second at its end.
    double endRate() {
        return toUsers * Profile.USER_RATE;
    }

    boolean isSteady() {
        return fromUsers == toUsers;
    }

    double seconds() {
        return duration.toNanos() / 1e9;
    }

    /// The same phase in another time.
    Phase lasting(Duration other) {
        return new Phase(name, measured, fromUsers, toUsers, other);
    }
}
