package io.headroom.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;

/// The seam to a shared tier; `io.headroom.cache.redis` holds the one on Redis. For implementors:
/// this interface and the `L2…` types around it grow before version 1.
///
/// Nothing here throws when the server is broken, and nothing waits longer than its budget.
public interface L2 extends AutoCloseable {

    /// The values of one cache.
    ///
    /// @param cacheName the cache
    /// @param listener told of what other nodes invalidate
    L2Store open(String cacheName, L2Listener listener);

    /// Tells who wants to know about invalidated tags of other nodes. Called once, before the first
    /// [#open].
    void onTags(TagListener listener);

    /// Invalidates everything that carries one of the tags, in all caches.
    L2Write invalidateTags(Collection<String> tags);

    /// The wall clock that all nodes share, for the expiry of values.
    InstantSource clock();

    /// The coherence lease: the longest time for which another node's L1 serves an invalidated
    /// value.
    Duration coherenceLease();

    /// How it is now.
    L2Health health();

    /// Ends its connections and threads.
    @Override
    void close();

    /// No shared tier.
    static L2 none() {
        return NoL2.INSTANCE;
    }

    /// Told of invalidated tags. Called by one thread per partition; must be quick.
    @FunctionalInterface
    interface TagListener {
        void invalidated(Collection<String> tags);
    }
}
