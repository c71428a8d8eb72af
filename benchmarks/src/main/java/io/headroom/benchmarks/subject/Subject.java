package io.headroom.benchmarks.subject;

import java.util.Collection;
import java.util.Map;

/// A cache of texts before a [Source], as one node of several uses it. Safe for use by many
/// threads. What a system throws when it cannot do better comes through.
public interface Subject extends AutoCloseable {

    /// The value, from the cache or the source.
    String read(String key) throws Exception;

    /// The values of many keys, in as few round trips as the system knows.
    Map<String, String> readAll(Collection<String> keys) throws Exception;

    /// To be called after the change of a key has been committed.
    ///
    /// @return whether the system says that it is done; false, or an exception, promises nothing
    boolean invalidate(String key) throws Exception;

    /// To be called after the change of all keys has been committed: by tag where the system has
    /// tags, by the whole cache where it can clear it, else key by key.
    ///
    /// @param keys all keys that may be cached
    /// @return as [#invalidate]
    boolean invalidateAll(Collection<String> keys) throws Exception;

    /// Ends its connections and threads.
    @Override
    void close();
}
