package io.headroom.cache.violation;

import io.headroom.http.violation.HttpViolation;
import io.headroom.spring.violation.StarterViolation;

/// A feature that sees another feature, and the starter above it.
public final class CacheViolation {

    /// Points sideways.
    public HttpViolation sideways() {
        return new HttpViolation();
    }

    /// Points up.
    public StarterViolation up() {
        return new StarterViolation();
    }
}
