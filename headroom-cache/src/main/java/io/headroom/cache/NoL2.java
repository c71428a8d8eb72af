package io.headroom.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The absence of a shared tier.
final class NoL2 implements L2, L2Store {

    static final NoL2 INSTANCE = new NoL2();

    private static final L2Health HEALTH =
            new L2Health(
                    L2Health.State.NONE,
                    Instant.EPOCH,
                    "no L2 is configured",
                    false,
                    0,
                    Duration.ZERO,
                    Duration.ZERO);

    private final Coherence coherence = Coherence.endless(0);

    private NoL2() {}

    @Override
    public L2Store open(String cacheName, L2Listener listener) {
        return this;
    }

    @Override
    public void onTags(TagListener listener) {
        // nobody else invalidates
    }

    @Override
    public L2Write invalidateTags(Collection<String> tags) {
        return new L2Write.NotShared();
    }

    @Override
    public InstantSource clock() {
        return InstantSource.system();
    }

    @Override
    public Duration coherenceLease() {
        return Duration.ofSeconds(2);
    }

    @Override
    public L2Health health() {
        return HEALTH;
    }

    @Override
    public void close() {
        // nothing is open
    }

    @Override
    public Coherence coherence(String key) {
        return coherence;
    }

    @Override
    public boolean hasApplied(String key, SessionToken token) {
        return true;
    }

    @Override
    public List<L2Read> read(List<String> keys, Duration budget) {
        return Collections.nCopies(keys.size(), L2Read.UNAVAILABLE);
    }

    @Override
    public List<L2Read> readOrLease(List<String> keys, Duration lease, Duration budget) {
        return Collections.nCopies(keys.size(), L2Read.UNAVAILABLE);
    }

    @Override
    public L2Read leaseToRefresh(String key, Duration lease, Duration budget) {
        return L2Read.UNAVAILABLE;
    }

    @Override
    public void renew(L2Token token, Duration lease) {
        // none was handed out
    }

    @Override
    public void release(L2Token token) {
        // none was handed out
    }

    @Override
    public CompletionStage<Fill> fill(
            L2Token token, byte[] value, Collection<String> tags, Duration ttl) {
        return CompletableFuture.completedStage(Fill.REJECTED);
    }

    @Override
    public L2Write put(String key, byte[] value, Collection<String> tags, Duration ttl) {
        return new L2Write.NotShared();
    }

    @Override
    public L2Write invalidate(Collection<String> keys) {
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
