package io.headroom.lock;

import org.jspecify.annotations.Nullable;

/// What is done under a lock.
///
/// @param <H> the kind of hold
/// @param <T> what it gives
/// @param <E> how it fails
@FunctionalInterface
public interface LockedCall<H extends Hold, T extends @Nullable Object, E extends Exception> {

    /// Does it.
    ///
    /// @param hold the lock, which the caller of this releases
    T call(H hold) throws E;
}
