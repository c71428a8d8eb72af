package io.headroom.test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;

/// The reads of one node. Safe for use by many threads.
final class ReadTally {

    private static final int WORST = 20;
    private static final Comparator<StaleVerdict.Read> BY_AGE =
            Comparator.comparing(StaleVerdict.Read::age);

    private long reads;
    private long[] agesNanos = new long[16];
    private int stale;
    private final PriorityQueue<StaleVerdict.Read> worst = new PriorityQueue<>(BY_AGE);
    private final Map<String, Last> lastReads = new HashMap<>();

    /// The read of a key that began last.
    private static final class Last {
        private long beganNanos;
        private boolean stale;

        private Last(long beganNanos) {
            this.beganNanos = beganNanos;
        }

        private void take(long readBeganNanos, boolean isStale) {
            if (readBeganNanos - beganNanos >= 0) {
                beganNanos = readBeganNanos;
                stale = isStale;
            }
        }
    }

    synchronized void add(String key, long version, long beganNanos, WriteHistory writes) {
        reads++;
        long since = writes.outdatedSince(version);
        boolean isStale = since != WriteHistory.NEVER && beganNanos - since > 0;
        if (isStale) {
            long age = beganNanos - since;
            if (stale == agesNanos.length) {
                agesNanos = Arrays.copyOf(agesNanos, stale * 2);
            }
            agesNanos[stale++] = age;
            if (worst.size() < WORST || worst.element().age().toNanos() < age) {
                worst.add(new StaleVerdict.Read(key, version, beganNanos, age));
                if (worst.size() > WORST) {
                    worst.remove();
                }
            }
        }
        lastReads.computeIfAbsent(key, k -> new Last(beganNanos)).take(beganNanos, isStale);
    }

    static StaleVerdict verdict(long writes, Collection<ReadTally> nodes) {
        long reads = 0;
        long[] ages = new long[0];
        var stillStale = new TreeSet<String>();
        var worst = new ArrayList<StaleVerdict.Read>();
        for (ReadTally node : nodes) {
            synchronized (node) {
                reads += node.reads;
                int known = ages.length;
                ages = Arrays.copyOf(ages, known + node.stale);
                System.arraycopy(node.agesNanos, 0, ages, known, node.stale);
                node.lastReads.forEach((key, last) -> {
                    if (last.stale) {
                        stillStale.add(key);
                    }
                });
                worst.addAll(node.worst);
            }
        }
        worst.sort(BY_AGE.reversed());
        List<StaleVerdict.Read> examples = worst.subList(0, Math.min(WORST, worst.size()));
        return new StaleVerdict(
                writes, reads, StaleVerdict.Ages.of(ages), List.copyOf(stillStale), examples);
    }
}
