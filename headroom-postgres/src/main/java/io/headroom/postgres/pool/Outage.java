package io.headroom.postgres.pool;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A time without the database.
///
/// @param began when the first statement or look failed
/// @param databaseBack when the server answered again; null while it does not
/// @param poolBack when a statement on a borrowed connection succeeded again; null until one did
/// @param problem what the server or the driver said
public record Outage(
        Instant began, @Nullable Instant databaseBack, @Nullable Instant poolBack, String problem) {

    /// How long the pool took from the server's return to the first success, to half a second; 0
    /// while it has not. It includes the time until somebody asked.
    public double recoverySeconds() {
        return databaseBack == null || poolBack == null
                ? 0
                : Duration.between(databaseBack, poolBack).toMillis() / 1e3;
    }

    /// How long nothing succeeded; 0 while it lasts.
    public double outageSeconds() {
        return poolBack == null ? 0 : Duration.between(began, poolBack).toMillis() / 1e3;
    }
}
