package io.headroom.spring.operations;

/// The routes that watch the service. What they cost is no part of what it promises.
final class OwnCalls {

    static final String BASE = "/api/v1/performance";

    private OwnCalls() {}

    static boolean isOwn(String endpoint) {
        return endpoint.startsWith(BASE)
                || endpoint.startsWith("/metrics")
                || endpoint.startsWith("/health");
    }
}
