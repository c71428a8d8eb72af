package io.headroom.test;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// What [StaleOracle] found.
///
/// @param writes versions whose invalidation was acknowledged
/// @param reads all reads
/// @param ages the ages of the stale reads
/// @param keysStillStale the keys whose last read on some node was stale, sorted
/// @param worst the stale reads with the highest ages, the oldest first, at most 20
public record StaleVerdict(
        long writes, long reads, Ages ages, List<String> keysStillStale, List<Read> worst) {

    public StaleVerdict {
        keysStillStale = List.copyOf(keysStillStale);
        worst = List.copyOf(worst);
    }

    /// How many reads were stale.
    public long staleReads() {
        return ages.count();
    }

    /// How many reads returned a value that should have been gone for longer than the bound.
    public long staleBeyond(Duration bound) {
        return ages.beyond(bound);
    }

    /// The age of the oldest stale value that was read, zero when none was.
    public Duration oldestAge() {
        return ages.quantile(1);
    }

    /// A stale read.
    ///
    /// @param key what was read
    /// @param version what was returned
    /// @param beganNanos when the read began, on the monotonic clock
    /// @param ageNanos for how long the value should have been gone by then
    public record Read(String key, long version, long beganNanos, long ageNanos) {

        /// For how long the value should have been gone when the read began.
        public Duration age() {
            return Duration.ofNanos(ageNanos);
        }
    }

    /// The ages of all stale reads. Immutable.
    public static final class Ages {

        private final long[] sortedNanos;

        private Ages(long[] sortedNanos) {
            this.sortedNanos = sortedNanos;
        }

        static Ages of(long[] nanos) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return new Ages(sorted);
        }

        /// How many there are.
        public long count() {
            return sortedNanos.length;
        }

        /// How many are greater than the bound.
        public long beyond(Duration bound) {
            long limit = bound.toNanos();
            int low = 0;
            int high = sortedNanos.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (sortedNanos[middle] <= limit) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return (long) sortedNanos.length - low;
        }

        /// The least age that at least the share `q` of the stale reads do not exceed (nearest
        /// rank); zero when there are none.
        ///
        /// @param q from 0, the least age, to 1, the greatest
        public Duration quantile(double q) {
            if (!(q >= 0 && q <= 1)) {
                throw new IllegalArgumentException("q must be from 0 to 1, but is " + q);
            }
            if (sortedNanos.length == 0) {
                return Duration.ZERO;
            }
            int rank = (int) Math.ceil(q * sortedNanos.length);
            return Duration.ofNanos(sortedNanos[Math.max(0, rank - 1)]);
        }

        @Override
        public String toString() {
            return count() == 0
                    ? "none"
                    : "%d, median %d ms, oldest %d ms"
                            .formatted(count(), quantile(0.5).toMillis(), quantile(1).toMillis());
        }
    }
}
