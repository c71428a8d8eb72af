package io.headroom.operations.alert.delivery;

import io.headroom.operations.alert.Alert;
import java.time.Duration;
import java.time.Instant;

/// An alert as a node sees it. Times are told as ages, so that the database's clock places them and
/// a node whose clock is wrong does no harm.
///
/// @param why the figures that make it hold
/// @param overAt when it was over by the node's clock; no matter while it is not
record Sighting(Alert alert, String why, Instant overAt) {

    /// Hysteresis of nodes that vanish is no shorter.
    private static final long LEAST_KEEP_MILLIS = 60_000;

    boolean fires() {
        return alert.state() == Alert.State.FIRING;
    }

    String id() {
        return alert.rule().id();
    }

    long keepMillis() {
        return Math.max(LEAST_KEEP_MILLIS, alert.rule().keepFiring().toMillis());
    }

    long sinceMillis(Instant now) {
        return age(alert.since(), now);
    }

    long firedMillis(Instant now) {
        return age(alert.firedAt().equals(Instant.EPOCH) ? alert.since() : alert.firedAt(), now);
    }

    /// Negative while it is not over.
    long overMillis(Instant now) {
        return alert.state() == Alert.State.RESOLVED ? age(overAt, now) : -1;
    }

    private static long age(Instant then, Instant now) {
        return Math.max(0, Duration.between(then, now).toMillis());
    }
}
