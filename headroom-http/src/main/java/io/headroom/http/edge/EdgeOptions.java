package io.headroom.http.edge;

import io.headroom.core.Backoff;
import java.time.Duration;

/// How edges are purged.
///
/// @param await the longest time that [EdgePurges#purge] waits for the edges, so that whoever wrote
///   reads the new answer through them; zero for not at all. An edge that fails is not waited for.
///   Default 250 ms, at most 10 s
/// @param timeout the longest time of one request, more than zero; default 2 s
/// @param repeatAfter when a purge is sent a second time, for what an edge fetched meanwhile from a
///   node that did not yet know of the invalidation; longer than any node is behind and any answer
///   takes. Zero for never. Default 3 s
/// @param retry the pause after a request that failed; default 200 ms to 30 s
/// @param maxPending the most keys that wait for an edge; beyond, it forgets everything instead.
///   Default 10,000
public record EdgeOptions(
        Duration await, Duration timeout, Duration repeatAfter, Backoff retry, int maxPending) {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    public EdgeOptions {
        if (await.isNegative() || await.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("await must be 0 to 10 s, but is " + await);
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout must be positive, but is " + timeout);
        }
        if (repeatAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "repeatAfter must not be negative, but is " + repeatAfter);
        }
        if (maxPending < 1) {
            throw new IllegalArgumentException("maxPending must be positive, but is " + maxPending);
        }
    }

    public static EdgeOptions defaults() {
        return new EdgeOptions(
                Duration.ofMillis(250),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30)),
                10_000);
    }

    public EdgeOptions withAwait(Duration await) {
        return new EdgeOptions(await, timeout, repeatAfter, retry, maxPending);
    }

    public EdgeOptions withTimeout(Duration timeout) {
        return new EdgeOptions(await, timeout, repeatAfter, retry, maxPending);
    }

    public EdgeOptions withRepeatAfter(Duration repeatAfter) {
        return new EdgeOptions(await, timeout, repeatAfter, retry, maxPending);
    }

    public EdgeOptions withRetry(Backoff retry) {
        return new EdgeOptions(await, timeout, repeatAfter, retry, maxPending);
    }

    public EdgeOptions withMaxPending(int maxPending) {
        return new EdgeOptions(await, timeout, repeatAfter, retry, maxPending);
    }
}
