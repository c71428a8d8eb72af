package io.headroom.cache.redis;

import io.headroom.cache.L2;
import io.headroom.cache.L2Read;
import io.headroom.cache.L2Store;
import io.headroom.cache.L2Token;
import io.headroom.cache.L2Write;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A random run of loads and invalidations against a source of truth, which counts a read as stale
/// when it returns an older version than one whose invalidation had returned before the read began.
final class Schedule {

    private static final int GROUPS = 4;
    private static final int KEYS = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final AtomicLongArray truth = new AtomicLongArray(KEYS);
    private final AtomicLongArray invalidated = new AtomicLongArray(KEYS);
    private final List<Lock> locks =
            Stream.generate(() -> (Lock) new ReentrantLock()).limit(KEYS).toList();
    private final List<String> stale = new ArrayList<>();
    final AtomicInteger found = new AtomicInteger();
    final AtomicInteger stored = new AtomicInteger();
    final AtomicInteger written = new AtomicInteger();

    static String key(int i) {
        return "u:" + i % GROUPS + ":k" + i;
    }

    synchronized List<String> stale() {
        return List.copyOf(stale);
    }

    /// One node's part, so many steps long.
    ///
    /// @param chaos destroys something of the key's partition
    void run(L2 l2, L2Store store, long seed, int steps, Consumer<String> chaos) {
        Random random = new Random(seed);
        for (int step = 0; step < steps; step++) {
            int i = random.nextInt(KEYS);
            int dice = random.nextInt(100);
            if (dice < 12) {
                write(l2, store, i, random);
            } else if (dice < 15) {
                chaos.accept(key(i));
            } else {
                read(store, i, random);
            }
        }
    }

    /// One writer of a key at a time, since of two puts the later one holds.
    private void write(L2 l2, L2Store store, int i, Random random) {
        locks.get(i).lock();
        try {
            writeAlone(l2, store, i, random);
        } finally {
            locks.get(i).unlock();
        }
    }

    private void writeAlone(L2 l2, L2Store store, int i, Random random) {
        long version = truth.incrementAndGet(i);
        L2Write write =
                switch (random.nextInt(8)) {
                    case 0 -> l2.invalidateTags(List.of("g" + i % GROUPS));
                    case 1 -> l2.invalidateTags(List.of("unused", "k" + i));
                    case 2 -> store.invalidateMatching("u:" + i % GROUPS + ":*");
                    case 3 -> store.invalidateMatching("u:*k" + i);
                    case 4 -> random.nextInt(4) == 0 ? store.clear() : store.invalidate(all(i));
                    case 5 -> store.put(key(i), bytes(version), tags(i), PATIENCE);
                    default -> store.invalidate(all(i));
                };
        if (write instanceof L2Write.Acknowledged) {
            written.incrementAndGet();
            invalidated.accumulateAndGet(i, version, Math::max);
        }
    }

    private static List<String> all(int i) {
        return List.of(key(i));
    }

    private static List<String> tags(int i) {
        return List.of("g" + i % GROUPS, "k" + i);
    }

    private static byte[] bytes(long version) {
        return Long.toString(version).getBytes(StandardCharsets.UTF_8);
    }

    private void read(L2Store store, int i, Random random) {
        long atLeast = invalidated.get(i);
        L2Read answer =
                random.nextInt(10) == 0
                        ? store.leaseToRefresh(key(i), PATIENCE, PATIENCE)
                        : store.readOrLease(all(i), PATIENCE, PATIENCE).getFirst();
        switch (answer) {
            case L2Read.Found(byte[] value, _) -> {
                found.incrementAndGet();
                long version = Long.parseLong(new String(value, StandardCharsets.UTF_8));
                if (version < atLeast) {
                    complain(key(i) + ": " + version + " instead of " + atLeast);
                }
            }
            case L2Read.Granted(L2Token token) -> load(store, i, token, random);
            case L2Read.Absent(), L2Read.Busy _, L2Read.Unavailable() -> {
                // nothing to compare
            }
        }
    }

    private synchronized void complain(String what) {
        stale.add(what);
    }

    private void load(L2Store store, int i, L2Token token, Random random) {
        long version = truth.get(i);
        if (random.nextInt(3) == 0) {
            RedisSuite.pause(Duration.ofMillis(random.nextInt(8)));
        }
        L2Store.Fill fill =
                store.fill(token, bytes(version), tags(i), Duration.ofMinutes(1))
                        .toCompletableFuture()
                        .join();
        if (fill == L2Store.Fill.STORED) {
            stored.incrementAndGet();
        }
    }
}
