package io.headroom.cache.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/// What this node invalidated lately, to be repeated after a fail-over: the primary that was lost
/// may have acknowledged it while another one was already in use. Safe for use by many threads.
final class RecentInvalidations {

    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final int MOST = 10_000;

    private final Queue<Entry> entries = new ArrayDeque<>();
    private long forgottenNanos;
    private boolean forgotten;

    private record Entry(Change change, long nanos) {}

    synchronized void add(Change change, long nowNanos) {
        change.repetitions().forEach(one -> addOne(one, nowNanos));
    }

    private void addOne(Change change, long nowNanos) {
        dropOld(nowNanos);
        if (entries.size() >= MOST) {
            entries.remove();
            forgotten = true;
            forgottenNanos = nowNanos;
        }
        entries.add(new Entry(change, nowNanos));
    }

    private void dropOld(long nowNanos) {
        while (!entries.isEmpty() && nowNanos - entries.element().nanos() > KEPT.toNanos()) {
            entries.remove();
        }
        forgotten &= nowNanos - forgottenNanos <= KEPT.toNanos();
    }

    /// Everything, when they were too many.
    synchronized List<Change> since(long nowNanos) {
        dropOld(nowNanos);
        return forgotten
                ? List.of(new Change.Everything())
                : entries.stream().map(Entry::change).distinct().toList();
    }
}
