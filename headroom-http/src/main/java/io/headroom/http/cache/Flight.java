package io.headroom.http.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One question to the application, for all who ask the same at that time. Safe for use by many
/// threads.
public final class Flight {

    private final Flights flights;
    private final String key;
    private final CompletableFuture<Boolean> landed;
    private final boolean own;

    /// One that begins.
    Flight(Flights flights, String key) {
        this.flights = flights;
        this.key = key;
        landed = new CompletableFuture<>();
        own = true;
    }

    /// One that somebody else has begun.
    Flight(Flight begun) {
        flights = begun.flights;
        key = begun.key;
        landed = begun.landed;
        own = false;
    }

    /// Whether the caller began it and is to ask the application.
    public boolean isOwn() {
        return own;
    }

    /// Waits for the one who began it, for at most the cache's patience.
    ///
    /// @return whether there is now something to be found
    public boolean join() throws InterruptedException {
        flights.countJoined();
        try {
            return landed.get(flights.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    /// Ends it, whatever came of it. Only the first call counts, and only of the one who began it.
    public void land(boolean stored) {
        if (own) {
            flights.ended(key, this);
            landed.complete(stored);
        }
    }
}
