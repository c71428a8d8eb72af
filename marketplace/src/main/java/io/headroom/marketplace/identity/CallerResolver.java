package io.headroom.marketplace.identity;

import jakarta.servlet.http.HttpServletRequest;

/// Tells who sent a request whose credentials were already verified.
@FunctionalInterface
public interface CallerResolver {

    Caller resolve(HttpServletRequest request);
}
