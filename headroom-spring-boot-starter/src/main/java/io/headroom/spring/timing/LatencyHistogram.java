package io.headroom.spring.timing;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Counts durations from 16 µs to a minute in buckets that are a sixteenth of an octave wide, so
/// that a quantile is at most 3.2 % off, in 1.4 KB; shorter ones count as 16 µs, longer ones as the
/// longest. The layout is that of HdrHistogram (Gil Tene) without its ranges. Safe for use by many
/// threads.
public final class LatencyHistogram {

    private static final int SUB_BITS = 4;
    private static final int SUBS = 1 << SUB_BITS;
    private static final int FIRST_OCTAVE = 14; // 2^14 ns = 16 µs
    private static final int OCTAVES = 22; // to 2^36 ns = 69 s
    private static final int BUCKETS = OCTAVES * SUBS;

    private final AtomicIntegerArray counts = new AtomicIntegerArray(BUCKETS);

    /// Counts a duration.
    public void record(long nanos) {
        counts.incrementAndGet(bucket(nanos));
    }

    /// Adds its counts to those of others, which begin [#empty].
    public void addTo(long[] sum) {
        for (int i = 0; i < BUCKETS; i++) {
            sum[i] += counts.get(i);
        }
    }

    /// Counts of nothing.
    public static long[] empty() {
        return new long[BUCKETS];
    }

    /// The value that a share of all values does not exceed, in nanoseconds; 0 for no values.
    public static long quantile(long[] counts, double share) {
        long all = Arrays.stream(counts).sum();
        if (all == 0) {
            return 0;
        }
        long rank = Math.max(1, (long) Math.ceil(all * share));
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return middle(i);
            }
        }
        return middle(BUCKETS - 1);
    }

    private static int bucket(long nanos) {
        long value = Math.max(nanos, 1L << FIRST_OCTAVE);
        int octave = 63 - Long.numberOfLeadingZeros(value);
        int sub = (int) (value >>> (octave - SUB_BITS)) & (SUBS - 1);
        return Math.min((octave - FIRST_OCTAVE) * SUBS + sub, BUCKETS - 1);
    }

    private static long middle(int bucket) {
        int octave = FIRST_OCTAVE + bucket / SUBS;
        long width = 1L << (octave - SUB_BITS);
        return (1L << octave) + (bucket % SUBS) * width + width / 2;
    }
}
