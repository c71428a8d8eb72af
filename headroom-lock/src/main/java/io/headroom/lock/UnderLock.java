package io.headroom.lock;

import org.jspecify.annotations.Nullable;

/// A call during which its thread is interrupted when the lock is lost.
final class UnderLock {

    private final Thread caller;
    private boolean calling = true;
    private boolean interrupted;

    private UnderLock(Thread caller) {
        this.caller = caller;
    }

    static <H extends Hold, T extends @Nullable Object, E extends Exception> T call(
            H hold, LockedCall<? super H, T, E> call) throws E {
        UnderLock under = new UnderLock(Thread.currentThread());
        try (hold) {
            hold.onLost(under::lost);
            try {
                return call.call(hold);
            } catch (Exception e) {
                if (under.end()) {
                    throw new LockLostException(
                            "the lock '" + hold.name() + "' was lost while its work was done", e);
                }
                throw e;
            } finally {
                var _ = under.end();
            }
        }
    }

    private synchronized void lost() {
        if (calling) {
            interrupted = true;
            caller.interrupt();
        }
    }

    /// No interrupt comes after this, and one of ours that came does not stay.
    ///
    /// @return whether one came
    private synchronized boolean end() {
        if (calling && interrupted) {
            var _ = Thread.interrupted();
        }
        calling = false;
        return interrupted;
    }
}
