package io.headroom.cache;

import org.jspecify.annotations.Nullable;

/// The thread that runs a loader for one flight, or for many at once. When all its flights are
/// abandoned it is interrupted; not before it began, and not after it ended.
final class Pilot {

    private int flights;
    private @Nullable Thread thread;

    Pilot(int flights) {
        this.flights = flights;
    }

    /// Names the thread that an abandonment interrupts.
    ///
    /// @throws InterruptedException when all flights are abandoned already
    synchronized void begin() throws InterruptedException {
        if (flights == 0) {
            throw new InterruptedException("nobody waits for the load any more");
        }
        thread = Thread.currentThread();
    }

    /// From here on the thread is not interrupted any more, and what it does next does not see that
    /// it was.
    synchronized void end() {
        thread = null;
        if (flights == 0) {
            var _ = Thread.interrupted();
        }
    }

    synchronized void abandon() {
        flights--;
        if (flights == 0 && thread != null) {
            thread.interrupt();
        }
    }
}
