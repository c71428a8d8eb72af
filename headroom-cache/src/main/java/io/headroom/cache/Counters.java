package io.headroom.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/// What a cache counts, see [CacheStatistics] for the meanings, and whom it tells of misses.
final class Counters {

    private static final List<Duration> L1_BOUNDS =
            LongStream.of(50, 100, 250, 500, 1_000, 5_000, 25_000, 100_000, 1_000_000)
                    .mapToObj(Duration::ofNanos)
                    .toList();
    private static final List<Duration> L2_BOUNDS =
            LongStream.of(100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000, 50_000)
                    .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
                    .toList();
    private static final List<Duration> LOAD_BOUNDS =
            LongStream.of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000)
                    .mapToObj(Duration::ofMillis)
                    .toList();

    final MissListener misses;

    final LongAdder l1Hits = new LongAdder();
    final LongAdder l1Misses = new LongAdder();
    final LongAdder l1FillsRejected = new LongAdder();
    final LongAdder l1Bytes = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder expirations = new LongAdder();
    final LongAdder staleServed = new LongAdder();
    final LongAdder incoherent = new LongAdder();
    final LatencyRecorder l1Reads = new LatencyRecorder(L1_BOUNDS);

    final LongAdder l2Hits = new LongAdder();
    final LongAdder l2Misses = new LongAdder();
    final LongAdder l2Bypassed = new LongAdder();
    final LongAdder l2Busy = new LongAdder();
    final LongAdder l2Undecodable = new LongAdder();
    final LongAdder l2Fills = new LongAdder();
    final LongAdder l2FillsRejected = new LongAdder();
    final LongAdder l2FillsFailed = new LongAdder();
    final LatencyRecorder l2Reads = new LatencyRecorder(L2_BOUNDS);

    final LongAdder loadsSucceeded = new LongAdder();
    final LongAdder loadsFailed = new LongAdder();
    final LongAdder loadsCollapsed = new LongAdder();
    final LongAdder loadsTimedOut = new LongAdder();
    final LongAdder loadsCancelled = new LongAdder();
    final LongAdder earlyRefreshes = new LongAdder();
    final LongAdder revalidations = new LongAdder();
    final LatencyRecorder loads = new LatencyRecorder(LOAD_BOUNDS);

    final LongAdder invalidatedHere = new LongAdder();
    final LongAdder invalidatedElsewhere = new LongAdder();
    final LongAdder deferred = new LongAdder();
    final LongAdder flushes = new LongAdder();

    Counters(MissListener misses) {
        this.misses = misses;
    }

    CacheStatistics snapshot(String name, long l1Entries) {
        return new CacheStatistics(
                name,
                new CacheStatistics.L1(
                        l1Hits.sum(),
                        l1Misses.sum(),
                        evictions.sum(),
                        expirations.sum(),
                        l1FillsRejected.sum(),
                        staleServed.sum(),
                        incoherent.sum(),
                        l1Entries,
                        l1Bytes.sum(),
                        l1Reads.snapshot()),
                new CacheStatistics.L2(
                        l2Hits.sum(),
                        l2Misses.sum(),
                        l2Bypassed.sum(),
                        l2Busy.sum(),
                        l2Undecodable.sum(),
                        l2Fills.sum(),
                        l2FillsRejected.sum(),
                        l2FillsFailed.sum(),
                        l2Reads.snapshot()),
                new CacheStatistics.Loads(
                        loadsSucceeded.sum(),
                        loadsFailed.sum(),
                        loadsCollapsed.sum(),
                        loadsTimedOut.sum(),
                        loadsCancelled.sum(),
                        earlyRefreshes.sum(),
                        revalidations.sum(),
                        loads.snapshot()),
                new CacheStatistics.Invalidations(
                        invalidatedHere.sum(),
                        invalidatedElsewhere.sum(),
                        deferred.sum(),
                        flushes.sum()));
    }
}
