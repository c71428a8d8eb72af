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
    private final long timesOutdated;

    /// One that begins.
    ///
    /// @param timesOutdated how often its key was outdated until now
    Flight(Flights flights, String key, long timesOutdated) {
        this(flights, key, timesOutdated, new CompletableFuture<>(), true);
    }

    private Flight(
            Flights flights,
            String key,
            long timesOutdated,
            CompletableFuture<Boolean> landed,
            boolean own) {
        this.flights = flights;
        this.key = key;
        this.timesOutdated = timesOutdated;
        this.landed = landed;
        this.own = own;
    }

    /// This one, of the same key, when somebody else was first. What it finds itself in the end is
    /// as old as its own beginning.
    Flight behind(Flight first) {
        return new Flight(flights, key, timesOutdated, first.landed, false);
    }

    /// Whether the caller began it and is to ask the application.
    public boolean isOwn() {
        return own;
    }

    /// Whether its key was forgotten since it began: what it finds may be older than that.
    boolean isOutdated() {
        return flights.timesOutdated(key) != timesOutdated;
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
