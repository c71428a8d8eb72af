package io.headroom.cache;

import java.util.HashMap;
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

    /// The values with what the loader decides about keeping each.
    default Map<K, Loaded<V>> loadAllAdaptively(Set<K> keys) throws Exception {
        Map<K, Loaded<V>> loaded = new HashMap<>();
        loadAll(keys).forEach((key, value) -> loaded.put(key, Loaded.of(value)));
        return loaded;
    }

    /// A loader that decides, with the values in hand, how each is kept.
    static <K, V> BulkLoader<K, V> adaptive(Adaptive<K, V> loader) {
        return new BulkLoader<>() {
            @Override
            public Map<K, V> loadAll(Set<K> keys) throws Exception {
                Map<K, V> values = new HashMap<>();
                loader.loadAll(keys)
                        .forEach((key, loaded) -> {
                            V value = loaded.value();
                            if (value != null) {
                                values.put(key, value);
                            }
                        });
                return values;
            }

            @Override
            public Map<K, Loaded<V>> loadAllAdaptively(Set<K> keys) throws Exception {
                return loader.loadAll(keys);
            }
        };
    }

    /// The adaptive form of a bulk loader.
    @FunctionalInterface
    interface Adaptive<K, V> {

        /// The values of the keys and how to keep them; a key that is left out has no value.
        ///
        /// @throws Exception what went wrong; nothing is stored
        Map<K, Loaded<V>> loadAll(Set<K> keys) throws Exception;
    }
}
