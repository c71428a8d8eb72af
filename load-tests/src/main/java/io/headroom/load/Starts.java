package io.headroom.load;

import java.util.concurrent.atomic.AtomicLongArray;

/// How late requests were sent, to a tenth of a millisecond, up to ten seconds. Safe for use by
/// many threads.
final class Starts {

    private static final int NANOS_PER_BUCKET = 100_000;
    private static final int BUCKETS = 100_000;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    void add(long lateNanos) {
        long bucket = Math.max(0, lateNanos) / NANOS_PER_BUCKET;
        counts.incrementAndGet((int) Math.min(bucket, BUCKETS - 1));
    }

    long count() {
        return countFrom(0);
    }

    /// How many were later than a limit.
    long laterThan(double millis) {
        return countFrom((int) (millis * 1_000_000 / NANOS_PER_BUCKET));
    }

    /// How late the given share of the requests was at most.
    ///
    /// @param percent 100 for the latest of all
    /// @return milliseconds, the upper end of the bucket; 0 when nothing was sent
    double percentileMillis(double percent) {
        long rank = (long) Math.ceil(percent / 100 * count());
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts.get(i);
            if (seen >= rank && seen > 0) {
                return (i + 1) * (NANOS_PER_BUCKET / 1e6);
            }
        }
        return 0;
    }

    private long countFrom(int bucket) {
        long sum = 0;
        for (int i = bucket; i < BUCKETS; i++) {
            sum += counts.get(i);
        }
        return sum;
    }
}
