package io.headroom.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A shared tier in this process, with the rules of the seam: for tests without a server.
final class MapL2 implements L2, L2Store {

    private record Version(long number) implements L2Token {}

    final Map<String, byte[]> values = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();
    volatile boolean broken;

    @Override
    public L2Store open(String cacheName, L2Listener listener) {
        return this;
    }

    @Override
    public L2Health health() {
        return new L2Health(L2Health.State.CLOSED, Instant.EPOCH, "in this process", true, 0);
    }

    @Override
    public void close() {
        values.clear();
    }

    @Override
    public L2Read read(String key, Duration budget) {
        if (broken) {
            return L2Read.UNAVAILABLE;
        }
        L2Token token = new Version(version.get());
        byte[] value = values.get(key);
        return value == null ? new L2Read.Absent(token) : new L2Read.Found(value, token);
    }

    @Override
    public List<L2Read> readAll(List<String> keys, Duration budget) {
        return keys.stream().map(key -> read(key, budget)).toList();
    }

    @Override
    public synchronized CompletionStage<Fill> fill(
            String key, byte[] value, Duration ttl, L2Token token) {
        if (!token.equals(new Version(version.get()))) {
            return CompletableFuture.completedStage(Fill.REJECTED);
        }
        values.put(key, value);
        return CompletableFuture.completedStage(Fill.STORED);
    }

    @Override
    public synchronized L2Write invalidate(String key) {
        if (broken) {
            return new L2Write.Unacknowledged("broken by the test");
        }
        values.remove(key);
        return acknowledged();
    }

    @Override
    public synchronized L2Write clear() {
        values.clear();
        return acknowledged();
    }

    private L2Write acknowledged() {
        long now = version.incrementAndGet();
        return new L2Write.Acknowledged(Long.toString(now), new Version(now));
    }
}
