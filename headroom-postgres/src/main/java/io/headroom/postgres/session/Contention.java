package io.headroom.postgres.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Waits for locks over time, by relation and mode, in bounded memory. A wait shorter than the
/// pause between two looks may be missed; each look counts a waiting session for the time since the
/// look before. Safe for use by many threads.
public final class Contention {

    /// Waits of one relation and mode in one stretch of time.
    ///
    /// @param from when the stretch begins; it lasts [#STRETCH]
    /// @param waitedSeconds the sum over all waiting sessions
    /// @param mostWaiting the most that waited at one look
    public record Stretch(Instant from, double waitedSeconds, int mostWaiting) {}

    /// Waits of one relation and mode.
    ///
    /// @param relation schema and name; empty when the lock is of none
    /// @param kind what is locked
    /// @param mode what was asked for
    /// @param waitedSeconds over all stretches
    /// @param longestSeconds the longest wait of one session
    /// @param stretches those in which anybody waited, the oldest first
    public record Contended(
            String relation,
            String kind,
            String mode,
            double waitedSeconds,
            double longestSeconds,
            List<Stretch> stretches) {

        public Contended {
            stretches = List.copyOf(stretches);
        }
    }

    /// The grain of the history.
    public static final Duration STRETCH = Duration.ofMinutes(1);

    /// About 100 bytes each.
    private static final int MOST_STRETCHES = 10_000;

    private record Key(String relation, String kind, String mode) {}

    private static final class Series {
        private final Deque<Stretch> stretches = new ArrayDeque<>();
        private double longestSeconds;
    }

    private final Duration history;
    private final Map<Key, Series> series = new HashMap<>();
    private int count;
    private double waitedSeconds;

    Contention(Duration history) {
        this.history = history;
    }

    /// Adds one look.
    ///
    /// @param since the time since the look before
    synchronized void add(Instant now, Duration since, List<LockWait> waits) {
        forget(now.minus(history));
        Map<Key, List<LockWait>> byKey = new HashMap<>();
        for (LockWait wait : waits) {
            byKey.computeIfAbsent(
                            new Key(wait.relation(), wait.kind(), wait.mode()),
                            key -> new ArrayList<>())
                    .add(wait);
        }
        Instant from =
                Instant.ofEpochSecond(
                        now.getEpochSecond() / STRETCH.toSeconds() * STRETCH.toSeconds());
        byKey.forEach((key, own) -> add(key, own, from, since.toNanos() / 1e9));
    }

    private void add(Key key, List<LockWait> own, Instant from, double sinceSeconds) {
        Series known = series.computeIfAbsent(key, k -> new Series());
        double waited = 0;
        for (LockWait wait : own) {
            waited += Math.min(wait.seconds(), sinceSeconds);
            waitedSeconds += Math.min(wait.seconds(), sinceSeconds);
            known.longestSeconds = Math.max(known.longestSeconds, wait.seconds());
        }
        Stretch last = known.stretches.peekLast();
        int most = own.size();
        if (last != null && last.from().equals(from)) {
            known.stretches.removeLast();
            count--;
            waited += last.waitedSeconds();
            most = Math.max(most, last.mostWaiting());
        }
        known.stretches.addLast(new Stretch(from, waited, most));
        count++;
        while (count > MOST_STRETCHES) {
            dropOldest();
        }
    }

    private void forget(Instant before) {
        series.values()
                .removeIf(each -> {
                    Stretch oldest = each.stretches.peekFirst();
                    while (oldest != null && oldest.from().isBefore(before)) {
                        each.stretches.removeFirst();
                        count--;
                        oldest = each.stretches.peekFirst();
                    }
                    return oldest == null;
                });
    }

    private void dropOldest() {
        series.entrySet().stream()
                .min(Comparator.comparing(each -> each.getValue().stretches.getFirst().from()))
                .ifPresent(oldest -> {
                    oldest.getValue().stretches.removeFirst();
                    count--;
                    if (oldest.getValue().stretches.isEmpty()) {
                        series.remove(oldest.getKey());
                    }
                });
    }

    /// What all sessions waited since the watch began; only grows.
    public synchronized double waitedSeconds() {
        return waitedSeconds;
    }

    /// What was waited for, the most first.
    public synchronized List<Contended> contended() {
        return series.entrySet().stream()
                .map(each -> contended(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingDouble(Contended::waitedSeconds).reversed())
                .toList();
    }

    private static Contended contended(Key key, Series series) {
        return new Contended(
                key.relation(),
                key.kind(),
                key.mode(),
                series.stretches.stream().mapToDouble(Stretch::waitedSeconds).sum(),
                series.longestSeconds,
                List.copyOf(series.stretches));
    }
}
