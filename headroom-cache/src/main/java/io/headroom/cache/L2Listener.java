package io.headroom.cache;

/// Told of what happened to a cache on other nodes. Called by one thread per partition; must be
/// quick.
public interface L2Listener {

    /// A value was invalidated.
    void invalidated(String key);

    /// All values whose key matches the glob were invalidated.
    void matchingInvalidated(String glob);

    /// All values were invalidated.
    void cleared();

    /// Invalidations may have been missed.
    void gap();
}
