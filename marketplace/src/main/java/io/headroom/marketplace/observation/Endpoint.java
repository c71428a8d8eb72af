package io.headroom.marketplace.observation;

import org.jspecify.annotations.Nullable;

/// The catalogue's routes as its figures name them: the path below `/api/catalog`.
final class Endpoint {

    private static final String BASE = "/api/catalog/";

    private Endpoint() {}

    /// The name of a route's pattern, or null when it is not the catalogue's.
    static @Nullable String of(String pattern) {
        return pattern.startsWith(BASE) ? pattern.substring(BASE.length()) : null;
    }
}
