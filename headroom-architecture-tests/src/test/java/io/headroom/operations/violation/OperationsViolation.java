package io.headroom.operations.violation;

import io.headroom.http.violation.HttpViolation;

/// Operations that know a feature.
public final class OperationsViolation {

    /// Points at one.
    public HttpViolation feature() {
        return new HttpViolation();
    }
}
