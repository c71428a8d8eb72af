package io.headroom.cache;

import java.time.Duration;
import java.time.Instant;

/// How the shared tier is. With several partitions it tells of the worst.
///
/// @param state the circuit breaker's state
/// @param since when it came into that state
/// @param detail what an operator wants to read: the server, or what is wrong with it
/// @param logConnected whether the log of invalidations is being followed
/// @param pendingInvalidations those that wait for the tier to come back
/// @param stalenessBound how old an invalidation can be that this node has not applied; past the
///   coherence lease strict caches do not use L1
/// @param logLag the time between the last event of another node and its being applied here
public record L2Health(
        State state,
        Instant since,
        String detail,
        boolean logConnected,
        int pendingInvalidations,
        Duration stalenessBound,
        Duration logLag) {

    /// The state of the circuit breaker.
    public enum State {
        /// There is no shared tier.
        NONE,
        /// It serves.
        CLOSED,
        /// It is left alone; nobody waits for it.
        OPEN,
        /// It is left alone by callers while one probe tries it.
        HALF_OPEN
    }
}
