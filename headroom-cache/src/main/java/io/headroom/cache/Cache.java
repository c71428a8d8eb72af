package io.headroom.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A named cache in two tiers before a loader. Made by [HeadroomCaches]; safe for use by many
/// threads, virtual ones included.
///
/// A read asks L1 (this process), then L2 (Redis), then the loader, and stores what it found on the
/// way back. A broken L2 never fails a call: a read is answered without it, a write says so in its
/// outcome. Keys are compared by `equals` and must not be null.
public interface Cache<K, V> {

    /// The options it was made with, but for what was changed since.
    CacheOptions options();

    /// Changes how much is kept in this process, at once; a smaller cache evicts what is too much.
    ///
    /// @throws IllegalArgumentException when the limit is not of the kind that the cache was made
    ///   with: a cache that counts entries does not know their size
    void resize(L1Limit limit);

    /// Changes how long values are fresh that are stored from now on by calls without options of
    /// their own.
    ///
    /// @param ttl more than zero
    void changeTtl(Duration ttl);

    /// The value of L1 or L2, or null when neither has it or it is known to be absent.
    @Nullable V get(K key);

    /// As [#get], with where the value came from.
    Lookup<V> lookup(K key);

    /// The value of L1, of L2, or else of the loader, which is called once for all callers of this
    /// node that ask for the key at the same time. Null when the loader says that there is none. A
    /// hit in L1 allocates nothing.
    ///
    /// @throws RuntimeException the loader's exception, as it is; a checked one inside a
    ///   [CacheLoadException]
    /// @throws LoadTimeoutException when the load takes longer than [LoadOptions#timeout]
    /// @throws ReentrantLoadException when the loader asks, directly or through others, for the key
    ///   it is loading
    @Nullable V getOrLoad(K key, Loader<K, V> loader);

    /// As [#getOrLoad(Object, Loader)] with options for this call.
    @Nullable V getOrLoad(K key, Loader<K, V> loader, LoadOptions options);

    /// As [#getOrLoad(Object, Loader)], with where the value came from.
    Lookup<V> lookupOrLoad(K key, Loader<K, V> loader);

    /// As [#lookupOrLoad(Object, Loader)] with options for this call.
    Lookup<V> lookupOrLoad(K key, Loader<K, V> loader, LoadOptions options);

    /// The values of many keys: L1 for each, one question to L2 for the rest, one call of the
    /// loader for what is still missing. Keys that another caller is loading are waited for, not
    /// loaded again.
    ///
    /// @return the values found, in the order of `keys`; a key without a value is left out
    /// @throws RuntimeException as [#getOrLoad(Object, Loader)]
    Map<K, V> getAll(Collection<K> keys, BulkLoader<K, V> loader);

    /// As [#getAll(Collection, BulkLoader)] with options for this call.
    Map<K, V> getAll(Collection<K> keys, BulkLoader<K, V> loader, LoadOptions options);

    /// The right to store what the caller finds out itself; see [Reservation].
    Reservation<V> reserve(K key);

    /// Stores a value in both tiers with the cache's options and makes every other node drop what
    /// it holds. A load in flight cannot overwrite it.
    Invalidation put(K key, V value);

    /// As [#put(Object, Object)] with the TTL and the tags of these options.
    Invalidation put(K key, V value, LoadOptions options);

    /// Removes a value from both tiers of every node. A load that began before cannot bring it
    /// back, and a read that begins afterwards on this node does not join such a load.
    Invalidation invalidate(K key);

    /// As [#invalidate], for the key of a text (see [KeyCodec]).
    ///
    /// @throws IllegalArgumentException when the text is none of a key, or the cache has no codec
    Invalidation invalidateText(String text);

    /// As [#invalidate] for many keys, in one round trip.
    Invalidation invalidateAll(Collection<K> keys);

    /// As [#invalidate] for all keys whose text (see [KeyCodec]) matches a glob: `*` stands for any
    /// text, `?` for one character, `\` takes the next one literally. A literal prefix that ends in
    /// `:` and one `*` after it takes one round trip at any size; other patterns are kept until L2
    /// has been searched in the background.
    Invalidation invalidateMatching(String glob);

    /// As [#invalidate] for all keys, in constant time; L2 frees the memory as the TTLs run out.
    Invalidation clear();

    /// The keys that are read most on this node, the hottest first; from a sample, in bounded
    /// memory.
    ///
    /// @param most how many at most
    List<KeyHeat<K>> hottest(int most);

    /// The keys of this node's L1 that are evicted next, the coldest first.
    ///
    /// @param most how many at most
    List<KeyHeat<K>> coldest(int most);

    /// What it did since it was made.
    CacheStatistics statistics();
}
