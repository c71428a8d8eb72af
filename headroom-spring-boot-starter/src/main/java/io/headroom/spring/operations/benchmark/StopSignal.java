package io.headroom.spring.operations.benchmark;

import org.jspecify.annotations.Nullable;

/// Ends a measurement from another thread: it is told at its next step, or interrupted where it
/// waits. Safe for use by many threads.
final class StopSignal {

    /// Why it ends.
    record Cause(BenchmarkRun.State state, String reason) {}

    private @Nullable Thread measuring;
    private volatile @Nullable Cause cause;

    /// From here on the calling thread may be interrupted.
    synchronized void begin() {
        measuring = Thread.currentThread();
        if (cause != null) {
            measuring.interrupt();
        }
    }

    /// From here on it is not, and has forgotten an interrupt that came late.
    synchronized void end() {
        measuring = null;
        var _ = Thread.interrupted();
    }

    /// Asks for the end; the first cause stays.
    ///
    /// @return whether this was the first
    synchronized boolean stop(BenchmarkRun.State state, String reason) {
        if (cause != null) {
            return false;
        }
        cause = new Cause(state, reason);
        if (measuring != null) {
            measuring.interrupt();
        }
        return true;
    }

    /// Why it has to end; null while it may go on.
    @Nullable Cause cause() {
        return cause;
    }

    /// Goes on only while nobody asked for the end.
    void check() throws InterruptedException {
        if (cause != null) {
            throw new InterruptedException("the measurement was asked to end");
        }
    }
}
