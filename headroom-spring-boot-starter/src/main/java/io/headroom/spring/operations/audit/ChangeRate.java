package io.headroom.spring.operations.audit;

import java.util.LinkedHashMap;
import java.util.function.LongSupplier;

/// How many changing calls each caller may make: a bucket that holds a minute's worth and fills
/// evenly. The last thousand callers are known. Safe for use by many threads.
final class ChangeRate {

    private static final int MOST_CALLERS = 1_000;
    private static final double MINUTE_NANOS = 60e9;

    private final int perMinute;
    private final LongSupplier nanoTime;
    private final LinkedHashMap<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Bucket {

        double calls;
        long nanos;

        Bucket(double calls, long nanos) {
            this.calls = calls;
            this.nanos = nanos;
        }
    }

    ChangeRate(int perMinute, LongSupplier nanoTime) {
        this.perMinute = perMinute;
        this.nanoTime = nanoTime;
    }

    /// Takes a call.
    ///
    /// @return 0 when it may go on, else after how many seconds it may
    synchronized long take(String caller) {
        long now = nanoTime.getAsLong();
        Bucket bucket = buckets.computeIfAbsent(caller, _ -> new Bucket(perMinute, now));
        if (buckets.size() > MOST_CALLERS) {
            buckets.pollFirstEntry();
        }
        double filled = bucket.calls + (now - bucket.nanos) / MINUTE_NANOS * perMinute;
        bucket.calls = Math.min(perMinute, filled);
        bucket.nanos = now;
        if (bucket.calls >= 1) {
            bucket.calls--;
            return 0;
        }
        return Math.max(1, (long) Math.ceil((1 - bucket.calls) * 60 / perMinute));
    }
}
