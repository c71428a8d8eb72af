package io.headroom.lock;

import io.headroom.lock.LockAttempt.Acquired;
import io.headroom.lock.LockAttempt.Busy;
import io.headroom.lock.LockAttempt.Unavailable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Locks by name between all processes that use the same servers. Not reentrant: a thread that
/// holds a name waits for itself. Threads of a process that wait for the same name stand in a
/// queue; between processes the order is by chance. Safe for use by many threads, virtual ones too.
///
/// @param <H> the kind of hold
public interface DistributedLock<H extends Hold> {

    /// What it promises.
    Tier tier();

    /// Takes a lock.
    ///
    /// @param name 1 to 256 characters, none of them a control character
    /// @throws IllegalArgumentException when the name is too long or otherwise unfit
    /// @throws InterruptedException when interrupted while waiting; the lock is not held then
    LockAttempt<H> tryLock(String name, LockOptions options) throws InterruptedException;

    /// Takes a lock whose lease is not renewed.
    ///
    /// @param wait how long to wait, 0 for not at all
    /// @param lease after what time the lock is free without being released, 10 ms to 24 h
    /// @throws IllegalArgumentException when a value is out of its range; the message names it
    /// @throws InterruptedException when interrupted while waiting; the lock is not held then
    default LockAttempt<H> tryLock(String name, Duration wait, Duration lease)
            throws InterruptedException {
        return tryLock(
                name, LockOptions.defaults().withWait(wait).withLease(lease).withRenewed(false));
    }

    /// Calls under a lock and gives it back. When the lock is lost meanwhile, this thread is
    /// interrupted; a call that ends normally all the same keeps its result, as nobody but
    /// [GuardedHold#guard] and [Tier#STRICT] can tell whether it was alone.
    ///
    /// @throws LockBusyException when others held it for the whole wait
    /// @throws LockUnavailableException when its server did not answer
    /// @throws LockLostException when the call ended by the interrupt
    /// @throws InterruptedException when interrupted while waiting for the lock
    default <T extends @Nullable Object, E extends Exception> T executeWithLock(
            String name, LockOptions options, LockedCall<? super H, T, E> call)
            throws E, InterruptedException {
        return UnderLock.call(acquire(name, options), call);
    }

    /// Takes a lock, or throws.
    ///
    /// @throws LockBusyException when others held it for the whole wait
    /// @throws LockUnavailableException when its server did not answer
    /// @throws InterruptedException when interrupted while waiting; the lock is not held then
    default H acquire(String name, LockOptions options) throws InterruptedException {
        return switch (tryLock(name, options)) {
            case Acquired<H>(H hold) -> hold;
            case Busy<H>(Duration waited) -> throw busy(name, waited);
            case Unavailable<H>(String reason) -> throw unavailable(name, reason);
        };
    }

    private static LockBusyException busy(String name, Duration waited) {
        return new LockBusyException(
                "the lock '%s' was held by others for %d ms; wait longer, or look at its holder in the statistics"
                        .formatted(name, waited.toMillis()));
    }

    private static LockUnavailableException unavailable(String name, String reason) {
        return new LockUnavailableException("the lock '" + name + "' cannot be taken: " + reason);
    }
}
