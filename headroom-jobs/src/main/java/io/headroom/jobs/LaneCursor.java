package io.headroom.jobs;

/// Where the last scan of a lane ended.
final class LaneCursor {

    private static final long SCAN_AGAIN_NANOS = 500_000_000;

    /// One statement that a busy or lost server held up says little of the next one.
    private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;

    private final String lane;
    private long rank = Long.MIN_VALUE;
    private long id;
    private boolean woken = true;
    private boolean fromStart;
    private boolean everScanned;
    private long fromStartAtNanos;
    private long fromStartTookNanos;

    LaneCursor(String lane) {
        this.lane = lane;
    }

    String lane() {
        return lane;
    }

    long rank() {
        return rank;
    }

    long id() {
        return id;
    }

    /// Somebody says that there is something.
    void wake() {
        woken = true;
    }

    /// Goes back to the start twice a second, and when woken: for jobs of higher priority, and
    /// those whose transactions committed late. Where scans from the start are slow, they may take
    /// a tenth of the time, and wait for five seconds at most.
    void rewind(long nowNanos) {
        long costly = Math.min(10 * fromStartTookNanos, LONGEST_PAUSE_NANOS);
        long pause = Math.max(woken ? 0 : SCAN_AGAIN_NANOS, costly);
        if (everScanned && nowNanos - fromStartAtNanos < pause) {
            return;
        }
        rank = Long.MIN_VALUE;
        id = 0;
        woken = false;
        fromStart = true;
        fromStartAtNanos = nowNanos;
    }

    void scanned(long tookNanos) {
        everScanned = true;
        if (fromStart) {
            fromStart = false;
            fromStartTookNanos = tookNanos;
        }
    }

    void passed(Lease last) {
        rank = last.rank();
        id = last.id();
    }
}
