package io.headroom.cache;

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

    /// How it is now.
    L2Health health();

    /// Ends its connections and threads.
    @Override
    void close();

    /// No shared tier.
    static L2 none() {
        return NoL2.INSTANCE;
    }
}
