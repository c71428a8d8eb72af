package io.headroom.operations.alert;

import java.time.Duration;

/// What an alert is, whatever makes it hold.
///
/// @param name of the kind of alert, which is also that of its runbook page
/// @param subject what it is about where there are several of a kind, else empty
/// @param priority how soon somebody has to look
/// @param summary a sentence for people
/// @param holdFor how long it must hold without a pause before it fires; 0 fires at once
/// @param keepFiring how long it must not hold before it is over, so that one that comes and goes
///   fires once
public record AlertRule(
        String name,
        String subject,
        Priority priority,
        String summary,
        Duration holdFor,
        Duration keepFiring) {

    public AlertRule {
        if (holdFor.isNegative() || holdFor.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("for must be from 0 s to 1 d: " + holdFor);
        }
        if (keepFiring.isNegative() || keepFiring.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("keepFiring must be from 0 s to 1 d: " + keepFiring);
        }
    }

    /// Tells it from all others.
    public String id() {
        return subject.isEmpty() ? name : name + ":" + subject;
    }
}
