package io.headroom.spring.operations.benchmark;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Times, of which a uniform sample is kept in bounded memory (algorithm R: Vitter, *Random
/// Sampling with a Reservoir*, ACM TOMS 11, 1985). For one thread; 128 KB.
final class Samples {

    private static final int MOST = 16_384;

    private final double[] kept = new double[MOST];
    private final SplittableRandom random = new SplittableRandom(17);
    private long seen;

    void add(double nanos) {
        if (seen < MOST) {
            kept[(int) seen] = nanos;
        } else {
            long place = random.nextLong(seen + 1);
            if (place < MOST) {
                kept[(int) place] = nanos;
            }
        }
        seen++;
    }

    /// The value that a share of all does not exceed; NaN without any.
    double quantile(double share) {
        int size = (int) Math.min(seen, MOST);
        if (size == 0) {
            return Double.NaN;
        }
        double[] sorted = Arrays.copyOf(kept, size);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(share * size) - 1)];
    }
}
