package io.headroom.spring.overload;

import com.netflix.concurrency.limits.Limiter;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import com.netflix.concurrency.limits.limit.window.PercentileSampleWindowFactory;
import com.netflix.concurrency.limits.limiter.SimpleLimiter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How many requests may be under way: additive increase while nine of ten answers come within the
/// target and at least half the limit is in use, multiplicative decrease when they do not or the
/// service gave up (AIMD: Chiu, Jain, *Analysis of the Increase and Decrease Algorithms for
/// Congestion Avoidance*, 1989), decided every quarter of a second. Nobody waits for a place. Safe
/// for use by many threads.
final class AdaptiveLimit {

    private static final double DECREASE = 0.85;
    private static final double PERCENTILE = 0.9;
    private static final long WINDOW_MILLIS = 250;
    private static final int FEWEST_SAMPLES = 10;
    private static final int MOST_SAMPLES = 200;

    private final SimpleLimiter<Boolean> limiter;

    AdaptiveLimit(OverloadProperties options, LongSupplier nanoTime) {
        AIMDLimit limit =
                AIMDLimit.newBuilder()
                        .initialLimit(options.initialLimit())
                        .minLimit(options.minLimit())
                        .maxLimit(options.maxLimit())
                        .backoffRatio(DECREASE)
                        .timeout(options.target().toNanos(), TimeUnit.NANOSECONDS)
                        .build();
        limiter =
                SimpleLimiter.newBuilder()
                        .named("headroom-http")
                        .nanoClock(nanoTime)
                        .limit(
                                WindowedLimit.newBuilder()
                                        .minWindowTime(WINDOW_MILLIS, TimeUnit.MILLISECONDS)
                                        .maxWindowTime(WINDOW_MILLIS, TimeUnit.MILLISECONDS)
                                        .windowSize(FEWEST_SAMPLES)
                                        .sampleWindowFactory(
                                                PercentileSampleWindowFactory.of(
                                                        PERCENTILE, MOST_SAMPLES))
                                        .build(limit))
                        .build();
    }

    /// A place among the requests under way, to be given back; empty when there is none.
    Optional<Place> tryEnter() {
        return limiter.acquire(Boolean.TRUE).map(AdaptiveLimit::place);
    }

    private static Place place(Limiter.Listener listener) {
        return outcome -> {
            switch (outcome) {
                case ANSWERED -> listener.onSuccess();
                case GAVE_UP -> listener.onDropped();
                case TELLS_NOTHING -> listener.onIgnore();
            }
        };
    }

    int limit() {
        return limiter.getLimit();
    }

    int inFlight() {
        return limiter.getInflight();
    }
}
