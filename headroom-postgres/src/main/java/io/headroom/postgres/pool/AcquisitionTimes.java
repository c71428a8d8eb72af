package io.headroom.postgres.pool;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// How long callers waited for a connection, over the last minute. Buckets grow by an eighth of a
/// power of two, so a quantile is off by at most 12.5 %. Recording is two atomic additions; safe
/// for use by many threads. What is recorded while a stretch of ten seconds begins may be lost.
final class AcquisitionTimes {

    private static final int STRETCHES = 6;
    private static final long STRETCH_NANOS = 10_000_000_000L;
    private static final int SUB_BITS = 3;
    private static final int BUCKETS = (64 - SUB_BITS) << SUB_BITS;

    private static final class Stretch {
        private final AtomicLong number = new AtomicLong(Long.MIN_VALUE);
        private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
        private final AtomicLong longest = new AtomicLong();
    }

    private final Stretch[] stretches = new Stretch[STRETCHES];

    AcquisitionTimes() {
        for (int i = 0; i < STRETCHES; i++) {
            stretches[i] = new Stretch();
        }
    }

    void record(long nowNanos, long nanos) {
        long number = Math.floorDiv(nowNanos, STRETCH_NANOS);
        Stretch stretch = stretches[Math.floorMod(number, STRETCHES)];
        long known = stretch.number.get();
        if (known != number && stretch.number.compareAndSet(known, number)) {
            for (int i = 0; i < BUCKETS; i++) {
                stretch.counts.setPlain(i, 0);
            }
            stretch.longest.set(0);
        }
        stretch.counts.incrementAndGet(bucket(nanos));
        if (nanos > stretch.longest.get()) {
            stretch.longest.accumulateAndGet(nanos, Math::max);
        }
    }

    private static int bucket(long nanos) {
        long value = Math.max(0, nanos);
        int magnitude = 63 - Long.numberOfLeadingZeros(value | 1);
        if (magnitude <= SUB_BITS) {
            return (int) value;
        }
        int shift = magnitude - SUB_BITS;
        return ((shift + 1) << SUB_BITS) + (int) (value >>> shift) - (1 << SUB_BITS);
    }

    /// The largest value of a bucket.
    private static long top(int bucket) {
        int shift = (bucket >> SUB_BITS) - 1;
        return shift <= 0
                ? bucket
                : (((long) (bucket & ((1 << SUB_BITS) - 1)) + (1 << SUB_BITS) + 1) << shift) - 1;
    }

    Acquisition figures(long nowNanos) {
        long number = Math.floorDiv(nowNanos, STRETCH_NANOS);
        long[] sum = new long[BUCKETS];
        long count = 0;
        long longest = 0;
        for (Stretch stretch : stretches) {
            if (stretch.number.get() > number - STRETCHES) {
                longest = Math.max(longest, stretch.longest.get());
                for (int i = 0; i < BUCKETS; i++) {
                    long own = stretch.counts.get(i);
                    sum[i] += own;
                    count += own;
                }
            }
        }
        return new Acquisition(
                count,
                millis(quantile(sum, count, 0.5, longest)),
                millis(quantile(sum, count, 0.95, longest)),
                millis(quantile(sum, count, 0.99, longest)),
                millis(longest));
    }

    private static long quantile(long[] counts, long total, double quantile, long longest) {
        long rank = (long) Math.ceil(total * quantile);
        long seen = 0;
        for (int i = 0; i < counts.length && rank > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(top(i), longest);
            }
        }
        return 0;
    }

    private static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }
}
