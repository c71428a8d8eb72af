package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.bytes;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Waits for the application of an event on all nodes: asks Redis who still beats without having
/// applied it, first after 1 ms, then less and less often.
final class Application {

    /// By how much the monotonic clocks of two nodes may differ, added to the lease.
    private static final double DRIFT = 1.05;

    private static final Duration FIRST_POLL = Duration.ofMillis(1);
    private static final Duration LONGEST_POLL = Duration.ofMillis(20);

    private final long grace;
    private final Keys keys;
    private final RedisLink link;
    private final LongSupplier nanos;
    private final CountDownLatch never = new CountDownLatch(1);

    Application(Duration coherenceLease, Keys keys, RedisLink link, LongSupplier nanos) {
        grace = (long) (coherenceLease.toNanos() * DRIFT);
        this.keys = keys;
        this.link = link;
        this.nanos = nanos;
    }

    /// Waits until each node that beats has applied the event, or at the latest until the lease of
    /// all others is over.
    ///
    /// @return false when the deadline passed before, or the thread was interrupted
    boolean await(Written.Done done, long deadlineNanos) {
        long safe = done.nanos() + grace;
        Session.Call question =
                Session.Call.of(
                        Script.AWAIT,
                        keys.head(),
                        bytes(done.mark().generation()),
                        bytes(done.mark().sequence()),
                        bytes(grace / 1_000_000 + 1));
        long pause = FIRST_POLL.toNanos();
        while (true) {
            long now = nanos.getAsLong();
            if (safe - now <= 0) {
                return true;
            }
            long left = Math.min(deadlineNanos - now, safe - now);
            if (left <= 0 || !paused(Math.min(pause, left))) {
                return false;
            }
            pause = Math.min(2 * pause, LONGEST_POLL.toNanos());
            Session session = link.writable();
            if (session != null
                    && Session.await(session.run(question), Math.max(0, left - pause))
                            instanceof Reply.Value<List<Object>>(var answer)
                    && answer.getFirst().equals(1L)) {
                return true;
            }
        }
    }

    private boolean paused(long pauseNanos) {
        try {
            var _ = never.await(pauseNanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
