package io.headroom.http.violation;

import org.springframework.boot.SpringApplication;

/// A feature that knows Spring Boot.
public final class HttpViolation {

    /// Points at the framework.
    public SpringApplication framework() {
        return new SpringApplication();
    }
}
