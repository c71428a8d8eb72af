package io.headroom.cache.warmup;

import io.headroom.core.Backoff;
import java.time.Duration;

/// How warm-ups are run.
///
/// @param concurrency how many batches are loaded at a time, from 1 to 64; 2 by default, so that
///   requests keep most of the database
/// @param attempts how often a batch is tried, from 1 to 10; 3 by default
/// @param pause the pause before the next attempt; from 200 ms to 5 s by default
public record WarmUpOptions(int concurrency, int attempts, Backoff pause) {

    private static final WarmUpOptions DEFAULTS =
            new WarmUpOptions(2, 3, new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5)));

    public WarmUpOptions {
        refuseUnless(concurrency >= 1 && concurrency <= 64, "concurrency", "1 to 64", concurrency);
        refuseUnless(attempts >= 1 && attempts <= 10, "attempts", "1 to 10", attempts);
    }

    public static WarmUpOptions defaults() {
        return DEFAULTS;
    }

    private static void refuseUnless(boolean fits, String name, String range, int value) {
        if (!fits) {
            throw new IllegalArgumentException(
                    name + " must be from " + range + ", but is " + value);
        }
    }
}
