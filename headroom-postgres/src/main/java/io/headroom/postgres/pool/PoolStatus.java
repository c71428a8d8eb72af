package io.headroom.postgres.pool;

import java.util.List;

/// The pool at a moment.
///
/// @param pool its name
/// @param minimumSize connections that are kept idle
/// @param maximumSize the most connections
/// @param acquisitionTimeoutMillis how long a caller waits at most
/// @param active borrowed connections
/// @param idle unused connections
/// @param waiting threads that wait for one
/// @param utilisation borrowed connections as a share of the most, from 0 to 1
/// @param borrows how many were borrowed since the start
/// @param refused how many callers got none
/// @param acquisition how long callers waited over the last minute
/// @param holders who has a connection now, the longest first, at most 100
/// @param leaks those that seem not to be given back
/// @param outages times without the database, the latest first
public record PoolStatus(
        String pool,
        int minimumSize,
        int maximumSize,
        long acquisitionTimeoutMillis,
        int active,
        int idle,
        int waiting,
        double utilisation,
        long borrows,
        long refused,
        Acquisition acquisition,
        List<Holder> holders,
        List<Leak> leaks,
        List<Outage> outages) {

    public PoolStatus {
        holders = List.copyOf(holders);
        leaks = List.copyOf(leaks);
        outages = List.copyOf(outages);
    }
}
