package io.headroom.cache;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// L2 as one cache sees it: keys and values instead of texts and bytes.
interface SharedTier<K, V> {

    /// What L2 has of a key.
    sealed interface Answer<V> {}

    /// A value.
    ///
    /// @param leftNanos how long it stays fresh, more than zero
    /// @param bytes its size
    record Found<V>(@Nullable V value, long leftNanos, int bytes) implements Answer<V> {}

    /// No value.
    ///
    /// @param token the right to fill the gap
    record Gap<V>(L2Token token) implements Answer<V> {}

    /// L2 was not asked or said nothing.
    record NoAnswer<V>() implements Answer<V> {}

    /// A value made ready for L2.
    ///
    /// @param bytes null when the value has no bytes or is not shared
    /// @param size its size for the limit of L1
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sealed(byte @Nullable [] bytes, int size) {}

    Answer<V> read(K key);

    List<Answer<V>> readAll(List<K> keys);

    Sealed seal(K key, @Nullable V value, Duration ttl);

    /// Stores in the background while the token stands.
    void fill(K key, Sealed value, Duration ttl, L2Token token);

    L2Write invalidate(K key);

    L2Write clear();

    /// A cache that shares nothing.
    static <K, V> SharedTier<K, V> none() {
        return new SharedTier<>() {
            @Override
            public Answer<V> read(K key) {
                return new NoAnswer<>();
            }

            @Override
            public List<Answer<V>> readAll(List<K> keys) {
                return Collections.nCopies(keys.size(), new NoAnswer<>());
            }

            @Override
            public Sealed seal(K key, @Nullable V value, Duration ttl) {
                return new Sealed(null, 0);
            }

            @Override
            public void fill(K key, Sealed value, Duration ttl, L2Token token) {
                // nothing to fill
            }

            @Override
            public L2Write invalidate(K key) {
                return new L2Write.NotShared();
            }

            @Override
            public L2Write clear() {
                return new L2Write.NotShared();
            }
        };
    }
}
