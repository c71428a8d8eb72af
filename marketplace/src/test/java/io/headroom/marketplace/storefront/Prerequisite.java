package io.headroom.marketplace.storefront;

import org.junit.jupiter.api.Assumptions;

/// What the tests cannot bring along themselves.
final class Prerequisite {

    private Prerequisite() {}

    /// Skips the tests where something is missing; in CI (`CI=true`), where all must be there,
    /// fails them.
    ///
    /// @param message says what is missing and what to do about it
    static IllegalStateException missing(String message) {
        if (!Boolean.parseBoolean(System.getenv("CI"))) Assumptions.abort(message);
        return new IllegalStateException(message);
    }
}
