package io.headroom.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// L2 as one cache sees it: keys and values instead of texts and bytes.
interface SharedTier<K, V> {

    /// What L2 has of a key.
    sealed interface Answer<V> {}

    /// A value.
    ///
    /// @param leftNanos how long it stays fresh; 0 or less when it expired and is kept to be served
    ///   while it is loaded anew, or when that fails
    /// @param loadNanos how long its load took
    /// @param bytes its size
    /// @param tags those it was stored under
    record Found<V>(@Nullable V value, long leftNanos, long loadNanos, int bytes, List<String> tags)
            implements Answer<V> {}

    /// No value, and nobody asked for the right to load it.
    record Absent<V>() implements Answer<V> {}

    /// The right to load and store the value.
    record Lease<V>(L2Token token) implements Answer<V> {}

    /// Another caller has that right.
    record Busy<V>() implements Answer<V> {}

    /// L2 was not asked or said nothing.
    record NoAnswer<V>() implements Answer<V> {}

    /// A value made ready for L2.
    ///
    /// @param bytes null when the value has no bytes or is not shared
    /// @param size its size for the limit of L1
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sealed(byte @Nullable [] bytes, int size) {}

    /// Whether there is an L2 at all.
    boolean isShared();

    Coherence coherence(K key);

    long coherenceLeaseNanos();

    boolean hasApplied(K key, SessionToken token);

    Answer<V> read(K key);

    List<Answer<V>> readOrLease(List<K> keys);

    /// As [#readOrLease] for one key that was read before: neither a hit nor a miss more.
    Answer<V> rereadOrLease(K key);

    /// As [#read] for a key that nobody waits for: neither a hit nor a miss.
    Answer<V> peek(K key);

    Answer<V> leaseToRefresh(K key);

    Sealed seal(@Nullable V value, Duration ttl, long loadNanos);

    /// Stores in the background while the token stands.
    ///
    /// @param keep for how long, from now on
    void fill(L2Token token, Sealed value, List<String> tags, Duration keep);

    /// Keeps the lease until the holder is ended.
    AutoRenewal renewing(L2Token token);

    void release(L2Token token);

    L2Write put(K key, Sealed value, List<String> tags, Duration keep);

    L2Write invalidate(Collection<K> keys);

    L2Write invalidateMatching(String glob);

    L2Write clear();

    /// Ends the renewal of a lease; the lease itself runs on.
    interface AutoRenewal extends AutoCloseable {
        @Override
        void close();
    }
}
