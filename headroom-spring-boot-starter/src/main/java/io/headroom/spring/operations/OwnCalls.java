package io.headroom.spring.operations;

/// The routes that watch the service. What they cost is no part of what it promises.
public final class OwnCalls {

    /// Where they stand.
    public static final String BASE = "/api/v1/performance";

    private OwnCalls() {}

    /// Whether a route is one of them.
    public static boolean isOwn(String endpoint) {
        return endpoint.startsWith(BASE)
                || endpoint.startsWith("/metrics")
                || endpoint.startsWith("/health")
                || endpoint.equals("/operations")
                || endpoint.startsWith("/operations/");
    }
}
