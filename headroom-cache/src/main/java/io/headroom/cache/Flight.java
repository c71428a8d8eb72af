package io.headroom.cache;

import java.util.concurrent.CompletableFuture;

/// One load of one key, and the callers who wait for it.
///
/// @param <V> the value's type
final class Flight<K, V> extends CompletableFuture<Lookup<V>> {

    final Cache<K, V> cache;
    final K key;

    /// The key's guard before L2 and the loader were asked. Once it has moved, the flight may carry
    /// an old value: nobody joins it any more, and it is not stored.
    final long sample;

    Flight(Cache<K, V> cache, K key, long sample) {
        this.cache = cache;
        this.key = key;
        this.sample = sample;
    }
}
