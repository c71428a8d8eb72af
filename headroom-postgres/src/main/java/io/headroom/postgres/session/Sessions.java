package io.headroom.postgres.session;

import java.time.Instant;
import java.util.List;

/// One look at the server.
///
/// @param at when it was taken, by this process's clock
/// @param reachable whether the server answered; if not, the lists are those of the last answer
/// @param away whether that was because there is no server: connection refused, lost or shut down
/// @param problem why it did not; empty when it did
/// @param abilities what the role may see and do
/// @param sessions all that are not plainly idle
/// @param longRunning those that run a statement for long, the longest first
/// @param idleInTransaction those whose transaction waits for its client for long, the longest
///   first
/// @param waits for locks, the longest first
/// @param trees who blocks whom
public record Sessions(
        Instant at,
        boolean reachable,
        boolean away,
        String problem,
        Abilities abilities,
        List<Session> sessions,
        List<Session> longRunning,
        List<Session> idleInTransaction,
        List<LockWait> waits,
        List<BlockingTree> trees) {

    public Sessions {
        sessions = List.copyOf(sessions);
        longRunning = List.copyOf(longRunning);
        idleInTransaction = List.copyOf(idleInTransaction);
        waits = List.copyOf(waits);
        trees = List.copyOf(trees);
    }

    static Sessions notAskedYet() {
        return new Sessions(
                Instant.EPOCH,
                false,
                false,
                "not asked yet",
                Abilities.unknown(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    Sessions unreachable(Instant now, boolean noServer, String why) {
        return new Sessions(
                now,
                false,
                noServer,
                why,
                abilities,
                sessions,
                longRunning,
                idleInTransaction,
                waits,
                trees);
    }
}
