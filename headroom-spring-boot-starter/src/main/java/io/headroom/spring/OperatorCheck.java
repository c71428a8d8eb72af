package io.headroom.spring;

import jakarta.servlet.http.HttpServletRequest;

/// Tells operators from other callers. Declare a bean of this type; without one nobody is an
/// operator. Operators get `Server-Timing` and pass the limit of concurrency.
@FunctionalInterface
public interface OperatorCheck {

    /// Whether the request carries valid credentials of an operator. Asked more than once for a
    /// request, before any filter but that of the correlation id, so it has to read and verify the
    /// credentials itself; it must be safe for many threads and must not throw.
    boolean isOperator(HttpServletRequest request);

    /// Knows no operator.
    static OperatorCheck nobody() {
        return request -> false;
    }
}
