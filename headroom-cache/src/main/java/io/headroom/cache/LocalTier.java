package io.headroom.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The shared tier of a cache that shares nothing and has no codec.
final class LocalTier<K, V> implements SharedTier<K, V> {

    private final Coherence coherence;

    LocalTier(long nowNanos) {
        coherence = Coherence.endless(nowNanos);
    }

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public Coherence coherence(K key) {
        return coherence;
    }

    @Override
    public long coherenceLeaseNanos() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean hasApplied(K key, SessionToken token) {
        return true;
    }

    @Override
    public Answer<V> read(K key) {
        return new NoAnswer<>();
    }

    @Override
    public List<Answer<V>> readOrLease(List<K> keys) {
        return Collections.nCopies(keys.size(), new NoAnswer<>());
    }

    @Override
    public Answer<V> rereadOrLease(K key) {
        return new NoAnswer<>();
    }

    @Override
    public Answer<V> peek(K key) {
        return new NoAnswer<>();
    }

    @Override
    public Answer<V> leaseToRefresh(K key) {
        return new NoAnswer<>();
    }

    @Override
    public Sealed seal(@Nullable V value, Duration ttl, long loadNanos) {
        return new Sealed(null, 0);
    }

    @Override
    public void fill(L2Token token, Sealed value, List<String> tags, Duration keep) {
        // nothing to fill
    }

    @Override
    public AutoRenewal renewing(L2Token token) {
        return () -> {};
    }

    @Override
    public void release(L2Token token) {
        // none was handed out
    }

    @Override
    public L2Write put(K key, Sealed value, List<String> tags, Duration keep) {
        return new L2Write.NotShared();
    }

    @Override
    public L2Write invalidate(Collection<K> keys) {
        return new L2Write.NotShared();
    }

    @Override
    public L2Write invalidateMatching(String glob) {
        return new L2Write.NotShared();
    }

    @Override
    public L2Write clear() {
        return new L2Write.NotShared();
    }
}
