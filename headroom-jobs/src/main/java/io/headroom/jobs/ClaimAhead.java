package io.headroom.jobs;

/// How many jobs a queue's node claims ahead of need: claims that were used up within 50 ms double
/// it, those that lasted 200 ms halve it. So thousands of short jobs come with one statement, and
/// long ones are left to other nodes. To be used under the queue's lock.
final class ClaimAhead {

    static final int MOST = 1_000;

    private static final long SHORT_NANOS = 50_000_000;
    private static final long LONG_NANOS = 200_000_000;

    private int jobs;
    private long claimedAtNanos;

    int jobs() {
        return jobs;
    }

    /// A claim gave something.
    void claimed(long nowNanos) {
        claimedAtNanos = nowNanos;
    }

    /// Before the next claim.
    ///
    /// @param left how many of the last one's wait for a place
    /// @param places how many run at once
    void adapt(int left, int places, long nowNanos) {
        long lasted = nowNanos - claimedAtNanos;
        if (lasted < SHORT_NANOS && isUsedUp(left)) {
            jobs = Math.min(MOST, Math.max(places, jobs * 2));
        } else if (lasted > LONG_NANOS) {
            jobs /= 2;
        }
    }

    /// Where every job waits for its token, none is claimed ahead.
    void none() {
        jobs = 0;
    }

    /// Whether it is time for the next claim.
    boolean isUsedUp(int left) {
        return left <= jobs / 2;
    }
}
