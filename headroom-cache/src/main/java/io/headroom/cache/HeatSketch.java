package io.headroom.cache;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The most frequent keys of a stream in bounded memory: Space-Saving (Metwally, Agrawal, El
/// Abbadi, *Efficient Computation of Frequent and Top-k Elements in Data Streams*, ICDT 2005), over
/// a sample of one read in 64. Counts are halved now and then, so that yesterday's keys make room.
final class HeatSketch<K> {

    private static final int KEYS = 256;
    private static final int SAMPLED = 64;
    private static final long HALVED_AT = 1 << 20;

    private final Map<K, long[]> counts = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private long total;

    /// Notes a read if it is one of the sample, which the low bits of the clock decide.
    void read(K key, long nowNanos) {
        if (((int) nowNanos * 0x9E3779B9) >>> (Integer.SIZE - 6) == 0) {
            note(key);
        }
    }

    /// When another thread is at it the read is left out: all keys suffer alike.
    private void note(K key) {
        if (!lock.tryLock()) {
            return;
        }
        try {
            long[] count = counts.get(key);
            if (count != null) {
                count[0]++;
            } else if (counts.size() < KEYS) {
                counts.put(key, new long[] {1});
            } else {
                replaceColdest(key);
            }
            total++;
            if (total >= HALVED_AT) {
                total /= 2;
                counts.values().forEach(each -> each[0] /= 2);
            }
        } finally {
            lock.unlock();
        }
    }

    private void replaceColdest(K key) {
        Map.Entry<K, long[]> coldest = null;
        for (Map.Entry<K, long[]> each : counts.entrySet()) {
            if (coldest == null || each.getValue()[0] < coldest.getValue()[0]) {
                coldest = each;
            }
        }
        if (coldest != null) {
            long inherited = coldest.getValue()[0];
            counts.remove(coldest.getKey());
            counts.put(key, new long[] {inherited + 1});
        }
    }

    List<KeyHeat<K>> hottest(int most) {
        lock.lock();
        try {
            return counts.entrySet().stream()
                    .map(each -> new KeyHeat<>(each.getKey(), each.getValue()[0] * SAMPLED))
                    .sorted(Comparator.comparingLong((KeyHeat<K> heat) -> heat.reads()).reversed())
                    .limit(most)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    KeyHeat<K> of(K key) {
        lock.lock();
        try {
            long[] count = counts.get(key);
            return new KeyHeat<>(key, count == null ? 0 : count[0] * SAMPLED);
        } finally {
            lock.unlock();
        }
    }
}
