package io.headroom.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The absence of a shared tier.
enum NoL2 implements L2, L2Store {
    INSTANCE;

    private static final L2Health HEALTH =
            new L2Health(L2Health.State.NONE, Instant.EPOCH, "no L2 is configured", false, 0);

    @Override
    public L2Store open(String cacheName, L2Listener listener) {
        return this;
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
    public L2Read read(String key, Duration budget) {
        return L2Read.UNAVAILABLE;
    }

    @Override
    public List<L2Read> readAll(List<String> keys, Duration budget) {
        return Collections.nCopies(keys.size(), L2Read.UNAVAILABLE);
    }

    @Override
    public CompletionStage<Fill> fill(String key, byte[] value, Duration ttl, L2Token token) {
        return CompletableFuture.completedStage(Fill.REJECTED);
    }

    @Override
    public L2Write invalidate(String key) {
        return new L2Write.NotShared();
    }

    @Override
    public L2Write clear() {
        return new L2Write.NotShared();
    }
}
