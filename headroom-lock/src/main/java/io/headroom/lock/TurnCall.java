package io.headroom.lock;

import org.jspecify.annotations.Nullable;

/// What is done when it is the caller's turn.
///
/// @param <T> what it gives
/// @param <E> how it fails
@FunctionalInterface
public interface TurnCall<T extends @Nullable Object, E extends Exception> {

    /// Does it.
    ///
    /// @param left the options with what is left of the wait
    T call(LockOptions left) throws E;
}
