package io.headroom.core.violation;

import io.headroom.spring.violation.StarterViolation;

/// Core that depends on something of ours, in a cycle of packages.
public final class CoreViolation {

    /// Points up.
    public StarterViolation up() {
        return new StarterViolation();
    }
}
