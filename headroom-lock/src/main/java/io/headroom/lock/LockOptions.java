package io.headroom.lock;

import java.time.Duration;

/// How a lock is taken and kept.
///
/// @param waitAtMost how long to wait for it, 0 to 24 h; default 5 s
/// @param lease after what time it is free without being released, 10 ms to 24 h; default 10 s. For
///   [Tier#STRICT] it is how long its session may be silent
/// @param renewed whether the lease is renewed at each third of it as long as the process runs;
///   default true. A holder that hangs then keeps the lock
/// @param releaseAwaited whether giving back waits until the server has answered; default true.
///   Without, it takes no time: another process may find the lock taken for as long as the command
///   is under way, and that the server did not know the hold any more is logged and counted, not
///   thrown. [Tier#STRICT] always waits
public record LockOptions(
        Duration waitAtMost, Duration lease, boolean renewed, boolean releaseAwaited) {

    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final LockOptions DEFAULTS =
            new LockOptions(Duration.ofSeconds(5), Duration.ofSeconds(10), true, true);

    public LockOptions {
        if (waitAtMost.isNegative() || waitAtMost.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("wait must be 0 to 24 h, but is " + waitAtMost);
        }
        refuseUnfit(lease);
    }

    static void refuseUnfit(Duration lease) {
        if (lease.compareTo(SHORTEST) < 0 || lease.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("lease must be 10 ms to 24 h, but is " + lease);
        }
    }

    public static LockOptions defaults() {
        return DEFAULTS;
    }

    public LockOptions withWait(Duration wait) {
        return new LockOptions(wait, lease, renewed, releaseAwaited);
    }

    public LockOptions withLease(Duration lease) {
        return new LockOptions(waitAtMost, lease, renewed, releaseAwaited);
    }

    public LockOptions withRenewed(boolean renewed) {
        return new LockOptions(waitAtMost, lease, renewed, releaseAwaited);
    }

    public LockOptions withReleaseAwaited(boolean releaseAwaited) {
        return new LockOptions(waitAtMost, lease, renewed, releaseAwaited);
    }
}
