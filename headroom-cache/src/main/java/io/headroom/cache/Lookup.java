package io.headroom.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where an answer of the cache came from; enough to write the `Cache-Status` of RFC 9211.
///
/// `value` is null when the source of truth was asked and has no such value (a negative answer,
/// remembered for [LoadOptions#negativeTtl]), and always for a [Missing].
public sealed interface Lookup<V> {

    /// The value; null when there is none.
    @Nullable V value();

    /// Found in a tier.
    ///
    /// @param tier where
    /// @param ttl the time for which it stays fresh
    record Hit<V>(@Nullable V value, Tier tier, Duration ttl) implements Lookup<V> {}

    /// Loaded just now.
    ///
    /// @param ttl the time for which it is kept; zero when it was not stored
    /// @param collapsed whether this caller shared a load that another one had begun
    record Loaded<V>(@Nullable V value, Duration ttl, boolean collapsed) implements Lookup<V> {}

    /// Expired, never invalidated; or, in a cache with [Consistency.Available], perhaps invalidated
    /// while this node is cut off from the log.
    ///
    /// @param age the time since it expired, or since the coherence lease ended
    /// @param why what kept it from being fresh
    record Stale<V>(@Nullable V value, Duration age, Why why) implements Lookup<V> {}

    /// Why a stale value was served.
    enum Why {
        /// The load failed.
        LOAD_FAILED,
        /// The load took longer than a time-out.
        LOAD_SLOW,
        /// It is being loaded anew in the background.
        REVALIDATING,
        /// The coherence lease is over.
        INCOHERENT
    }

    /// In no tier, and nobody was asked to load it.
    record Missing<V>() implements Lookup<V> {
        @Override
        public @Nullable V value() {
            return null;
        }
    }
}
