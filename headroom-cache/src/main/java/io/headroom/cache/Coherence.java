package io.headroom.cache;

/// Until when L1 may serve the keys of a partition without asking: the coherence lease of this node
/// (Gray and Cheriton, *Leases*, SOSP 1989). One thread moves it on, many read it.
public final class Coherence {

    private volatile long deadlineNanos;

    /// Not coherent until it is first extended.
    public Coherence(long nowNanos) {
        deadlineNanos = nowNanos;
    }

    /// Where there is nobody to be coherent with.
    public static Coherence endless(long nowNanos) {
        return new Coherence(nowNanos + Long.MAX_VALUE / 2);
    }

    /// Whether L1 may serve.
    public boolean holds(long nowNanos) {
        return nowNanos - deadlineNanos < 0;
    }

    /// How long ago it ended; 0 or less while it holds.
    public long overdueNanos(long nowNanos) {
        return nowNanos - deadlineNanos;
    }

    /// Moves the deadline; it may also be moved back.
    public void until(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }
}
