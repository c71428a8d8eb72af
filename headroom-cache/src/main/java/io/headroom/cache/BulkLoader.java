package io.headroom.cache;

import java.util.Map;
import java.util.Set;

/// Asks the source of truth for many values at once. The rules of [Loader] apply.
@FunctionalInterface
public interface BulkLoader<K, V> {

    /// The values of the keys; a key that is left out has no value.
    ///
    /// @param keys at least one key, none of which is being loaded by another caller
    /// @throws Exception what went wrong; nothing is stored
    Map<K, V> loadAll(Set<K> keys) throws Exception;
}
