package io.headroom.cache;

import org.jspecify.annotations.Nullable;

/// Asks the source of truth for one value.
///
/// A loader runs on a thread of the registry (a virtual thread unless it was told otherwise), not
/// on the caller's: it must not rely on thread-locals, and must not be called inside a transaction
/// that holds a connection while the pool is small. It may use other keys of the same cache; asking
/// for its own key throws [ReentrantLoadException].
@FunctionalInterface
public interface Loader<K, V> {

    /// The value of a key, or null when there is none.
    ///
    /// @throws Exception what went wrong; every waiting caller gets it, and nothing is stored
    @Nullable V load(K key) throws Exception;

    /// The value with what the loader decides about keeping it.
    default Loaded<V> loadAdaptively(K key) throws Exception {
        return Loaded.of(load(key));
    }

    /// A loader that decides, with the value in hand, for how long it is kept or whether at all.
    static <K, V> Loader<K, V> adaptive(Adaptive<K, V> loader) {
        return new Loader<>() {
            @Override
            public @Nullable V load(K key) throws Exception {
                return loader.load(key).value();
            }

            @Override
            public Loaded<V> loadAdaptively(K key) throws Exception {
                return loader.load(key);
            }
        };
    }

    /// The adaptive form of a loader.
    @FunctionalInterface
    interface Adaptive<K, V> {

        /// The value of a key and how to keep it.
        ///
        /// @throws Exception what went wrong; every waiting caller gets it, and nothing is stored
        Loaded<V> load(K key) throws Exception;
    }
}
