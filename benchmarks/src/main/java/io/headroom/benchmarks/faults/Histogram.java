package io.headroom.benchmarks.faults;

import java.util.concurrent.atomic.AtomicLongArray;

/// Durations with a precision of 1/16, in constant memory. Safe for use by many threads.
final class Histogram {

    private static final int SUB_BITS = 4;
    private static final int BUCKETS = Long.SIZE << SUB_BITS;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    void add(long nanos) {
        counts.incrementAndGet(bucket(Math.max(1, nanos)));
    }

    void clear() {
        for (int i = 0; i < BUCKETS; i++) {
            counts.set(i, 0);
        }
    }

    long[] toArray() {
        long[] copy = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            copy[i] = counts.get(i);
        }
        return copy;
    }

    /// The upper end of the bucket in which the quantile of several histograms together lies.
    ///
    /// @param q from 0 to 1
    /// @return 0 when there is nothing
    static long quantileNanos(Iterable<long[]> histograms, double q) {
        long[] sum = new long[BUCKETS];
        long total = 0;
        for (long[] histogram : histograms) {
            for (int i = 0; i < BUCKETS; i++) {
                sum[i] += histogram[i];
                total += histogram[i];
            }
        }
        long rank = Math.max(1, (long) Math.ceil(q * total));
        long seen = 0;
        for (int i = 0; i < BUCKETS && total > 0; i++) {
            seen += sum[i];
            if (seen >= rank) {
                return upperEnd(i);
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        if (exponent < SUB_BITS) {
            return (int) nanos;
        }
        int shift = exponent - SUB_BITS;
        return (int) ((((long) exponent - SUB_BITS + 1) << SUB_BITS) + ((nanos >>> shift) & 15));
    }

    private static long upperEnd(int bucket) {
        int group = bucket >> SUB_BITS;
        if (group == 0) {
            return bucket;
        }
        return ((16L + (bucket & 15) + 1) << (group - 1)) - 1;
    }
}
