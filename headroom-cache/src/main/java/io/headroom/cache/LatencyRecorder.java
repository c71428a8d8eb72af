package io.headroom.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Counts durations in a few buckets; recording allocates nothing and takes no lock.
final class LatencyRecorder {

    private final long[] boundsNanos;
    private final LongAdder[] counts;
    private final LongAdder totalNanos = new LongAdder();

    LatencyRecorder(List<Duration> bounds) {
        boundsNanos = bounds.stream().mapToLong(Duration::toNanos).toArray();
        counts = new LongAdder[boundsNanos.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void record(long nanos) {
        int bucket = 0;
        while (bucket < boundsNanos.length && nanos > boundsNanos[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        totalNanos.add(nanos);
    }

    /// The upper bound of the bucket that holds a quantile; 0 when nothing was recorded, the
    /// largest bound when it lies beyond that.
    long quantileNanos(double quantile) {
        long all = 0;
        for (LongAdder count : counts) {
            all += count.sum();
        }
        long below = 0;
        for (int i = 0; i < boundsNanos.length && all > 0; i++) {
            below += counts[i].sum();
            if (below >= quantile * all) {
                return boundsNanos[i];
            }
        }
        return all == 0 ? 0 : boundsNanos[boundsNanos.length - 1];
    }

    Latency snapshot() {
        List<Latency.Bucket> buckets = new ArrayList<>();
        long sum = 0;
        for (int i = 0; i < boundsNanos.length; i++) {
            sum += counts[i].sum();
            buckets.add(new Latency.Bucket(Duration.ofNanos(boundsNanos[i]), sum));
        }
        return new Latency(
                sum + counts[boundsNanos.length].sum(),
                Duration.ofNanos(totalNanos.sum()),
                buckets);
    }
}
