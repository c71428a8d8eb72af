package io.headroom.spring.operations.audit;

import io.github.bucket4j.Bucket;
import io.headroom.spring.ratelimit.MonotonicTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How many changing calls each caller may make: a bucket that holds a minute's worth and fills
/// evenly. The last thousand callers are known. Safe for use by many threads.
final class ChangeRate {

    private static final int MOST_CALLERS = 1_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final int perMinute;
    private final MonotonicTime time;
    private final LinkedHashMap<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    ChangeRate(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.time = new MonotonicTime(nanoTime);
    }

    /// Takes a call.
    ///
    /// @return 0 when it may go on, else after how many seconds it may
    long take(String caller) {
        long nanos = bucket(caller).tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill();
        return TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1);
    }

    private synchronized Bucket bucket(String caller) {
        Bucket bucket = buckets.computeIfAbsent(caller, _ -> full());
        if (buckets.size() > MOST_CALLERS) {
            buckets.pollFirstEntry();
        }
        return bucket;
    }

    private Bucket full() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
                .build();
    }
}
