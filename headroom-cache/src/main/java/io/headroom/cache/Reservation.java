package io.headroom.cache;

import org.jspecify.annotations.Nullable;

/// The right to store a value that the caller finds out itself, after it asked for the right and
/// before it knows the value: the safe form of "look, miss, read the database, put". For callers
/// that cannot pass a [Loader].
///
/// Used by one thread at a time. Whoever holds one ends it, by [#store] or [#close].
public interface Reservation<V> extends AutoCloseable {

    /// The value, when there was one after all; then there is nothing to store. Null when there is
    /// none, or when the cache knows that there is no such value.
    @Nullable V present();

    /// Whether the cache has an answer, which may be that there is no such value.
    boolean isPresent();

    /// Stores a value unless it was invalidated since the reservation was made; null as the absence
    /// of a value, if the cache remembers those.
    ///
    /// @return whether this node's L1 took it
    boolean store(@Nullable V value, LoadOptions how);

    /// Gives the right back, so that others need not wait for its end.
    @Override
    void close();
}
