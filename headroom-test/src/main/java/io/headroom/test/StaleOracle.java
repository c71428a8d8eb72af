package io.headroom.test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Finds stale reads: those that return an older version than one whose invalidation had returned
/// before the read began. It knows nothing of the cache. Safe for use by many threads.
///
/// A read that runs beside an invalidation may return either version and is never stale. The *age*
/// of a stale read is the time from the return of the first invalidation that should have removed
/// its value to the read's begin. The idea is that of Meta's Polaris ("Cache made consistent",
/// 2022).
///
/// Within one process tell an instance; it judges at once. Across processes on one machine each
/// writes a [StaleJournal], and [#judge] reads them all: there `System.nanoTime` is one clock on
/// Linux, that of CLOCK_MONOTONIC, and neither a changed wall clock nor SIGSTOP disturbs it.
public final class StaleOracle implements StaleWitness {

    private final LongSupplier nanoTime;
    private final Map<String, WriteHistory> histories = new ConcurrentHashMap<>();
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();

    /// @param nanoTime the monotonic clock, commonly `System::nanoTime`
    public StaleOracle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// Judges a run by the journals of all its processes. Time is linear in the reads; memory holds
    /// the writes, the keys, and the ages of the stale reads.
    ///
    /// A last line that its process had no time to finish is passed over.
    ///
    /// @throws IOException when a file cannot be read or is no journal
    public static StaleVerdict judge(Collection<Path> journals) throws IOException {
        StaleOracle oracle = new StaleOracle(() -> 0);
        for (Path journal : journals) {
            StaleJournal.replay(
                    journal,
                    (key, version, nanos) -> oracle.history(key).acknowledged(version, () -> nanos),
                    StaleJournal.Line.IGNORED);
        }
        for (Path journal : journals) {
            StaleJournal.replay(
                    journal, StaleJournal.Line.IGNORED, oracle.node(journal.toString())::observed);
        }
        return oracle.verdict();
    }

    /// The highest version of the key whose invalidation has returned by now, 0 when none has: what
    /// a read that begins now must return at least.
    public long expectedAtLeast(String key) {
        return history(key).highest();
    }

    /// A witness for one of several nodes in this process: all share the writes, and
    /// [StaleVerdict#keysStillStale] looks at the last read of a key on each.
    public StaleWitness node(String name) {
        return nodes.computeIfAbsent(name, n -> new Node(this, new ReadTally()));
    }

    @Override
    public void acknowledged(String key, long version) {
        StaleWitness.requireValid(key, version);
        // Stamped within: a read that began later finds the write.
        history(key).acknowledged(version, nanoTime);
    }

    @Override
    public long readBegins() {
        return nanoTime.getAsLong();
    }

    @Override
    public void observed(String key, long version, long readBeganNanos) {
        node("").observed(key, version, readBeganNanos);
    }

    /// What was seen up to now.
    public StaleVerdict verdict() {
        long writes = histories.values().stream().mapToLong(WriteHistory::size).sum();
        return ReadTally.verdict(writes, nodes.values().stream().map(Node::reads).toList());
    }

    private WriteHistory history(String key) {
        return histories.computeIfAbsent(key, k -> new WriteHistory());
    }

    private record Node(StaleOracle oracle, ReadTally reads) implements StaleWitness {

        @Override
        public void acknowledged(String key, long version) {
            oracle.acknowledged(key, version);
        }

        @Override
        public long readBegins() {
            return oracle.readBegins();
        }

        @Override
        public void observed(String key, long version, long readBeganNanos) {
            StaleWitness.requireValid(key, version);
            reads.add(key, version, readBeganNanos, oracle.history(key));
        }
    }
}
