package io.headroom.lock;

import io.headroom.lock.LockStatistics.HotName;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The names with the longest waits, in bounded memory: a new name takes the place of the one with
/// the shortest wait and inherits it (Metwally, Agrawal, El Abbadi, "Efficient computation of
/// frequent and top-k elements in data streams", 2005), so that a name that is hot now comes up
/// however long others were. Safe for use by many threads.
final class HotNames {

    private static final int MOST = 256;

    private final Map<String, Wait> waits = new HashMap<>();

    private static final class Wait {
        long acquired;
        long busy;
        long nanos;
    }

    synchronized void waited(String name, long nanos, boolean acquired) {
        Wait wait = waits.get(name);
        if (wait == null) {
            wait = new Wait();
            if (waits.size() >= MOST) {
                var coolest =
                        waits.entrySet().stream()
                                .min(Comparator.comparingLong(each -> each.getValue().nanos))
                                .orElseThrow();
                wait.nanos = coolest.getValue().nanos;
                waits.remove(coolest.getKey());
            }
            waits.put(name, wait);
        }
        wait.nanos += nanos;
        if (acquired) {
            wait.acquired++;
        } else {
            wait.busy++;
        }
    }

    synchronized List<HotName> hottest(int most) {
        return waits.entrySet().stream()
                .map(each ->
                        new HotName(
                                each.getKey(),
                                each.getValue().acquired,
                                each.getValue().busy,
                                Duration.ofNanos(each.getValue().nanos)))
                .sorted(Comparator.comparing(HotName::waited).reversed())
                .limit(most)
                .toList();
    }
}
