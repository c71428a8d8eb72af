package io.headroom.spring.violation;

import io.headroom.core.violation.CoreViolation;
import io.headroom.test.ManualTime;

/// A starter that depends on test support.
public final class StarterViolation {

    /// Points down, which closes the cycle.
    public CoreViolation down() {
        return new CoreViolation();
    }

    /// Points where production code must not.
    public ManualTime test() {
        return new ManualTime();
    }
}
