package io.headroom.lock;

import java.time.Duration;
import java.util.List;

/// What one tier did in this process since it started.
///
/// @param active how many locks are held now
/// @param waiting how many threads wait in the queue of the process
/// @param acquired how many were acquired
/// @param contended how many of them had to wait for others
/// @param busy how many attempts ended with others still holding the lock
/// @param unavailable how many attempts ended because the server did not answer
/// @param lost how many holds were lost before they were released
/// @param refused how many transactions the guard refused
/// @param waited the time that callers waited, together
/// @param held the time that locks were held, together
/// @param longestHeld the longest hold that has ended
/// @param holds the holds of now, the oldest first, at most 100
/// @param hottest the names with the longest waits, at most 20; of rare names the figures may be
///   missing
public record LockStatistics(
        Tier tier,
        int active,
        int waiting,
        long acquired,
        long contended,
        long busy,
        long unavailable,
        long lost,
        long refused,
        Duration waited,
        Duration held,
        Duration longestHeld,
        List<Active> holds,
        List<HotName> hottest) {

    public LockStatistics {
        holds = List.copyOf(holds);
        hottest = List.copyOf(hottest);
    }

    /// A hold of now.
    ///
    /// @param token its fencing token, 0 for none
    /// @param age how long it has been held
    /// @param remaining what its lease has left
    /// @param renewed whether the lease is renewed
    public record Active(
            String name,
            String owner,
            long token,
            Duration age,
            Duration remaining,
            boolean renewed) {}

    /// A name that others waited for.
    ///
    /// @param acquired how often it was acquired after a wait
    /// @param busy how often it was not
    /// @param waited how long callers waited for it, together
    public record HotName(String name, long acquired, long busy, Duration waited) {}
}
