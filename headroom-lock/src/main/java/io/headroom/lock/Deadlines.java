package io.headroom.lock;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// Waits that hardly ever come to their end, without a timer for each: a virtual thread that parks
/// for a time puts a timer in a queue and takes it out again, which is a fifth of what a lock
/// costs. Who waits is looked at every 50 ms instead, and when a wait is to end. Safe for use by
/// many threads. From its close on each wait has a timer.
final class Deadlines implements AutoCloseable {

    private static final long PACE_NANOS = Duration.ofMillis(50).toNanos();

    /// So long a wait is surely seen before its end.
    private static final long SHORTEST_NANOS = 2 * PACE_NANOS;

    private final LongSupplier nanoTime;
    private final ScheduledExecutorService watch;
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile boolean closed;

    private static final class Wait {
        private final Thread thread = Thread.currentThread();
        private final long endNanos;
        private volatile boolean over;

        private Wait(long endNanos) {
            this.endNanos = endNanos;
        }
    }

    /// @param watch runs tasks that do not block
    Deadlines(LongSupplier nanoTime, ScheduledExecutorService watch) {
        this.nanoTime = nanoTime;
        this.watch = watch;
    }

    /// As [CompletableFuture#get(long, TimeUnit)].
    <T> T await(CompletableFuture<T> awaited, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!awaited.isDone()) {
            if (nanos < SHORTEST_NANOS) {
                return awaited.get(nanos, TimeUnit.NANOSECONDS);
            }
            Wait wait = new Wait(nanoTime.getAsLong() + Math.min(nanos, Long.MAX_VALUE / 2));
            waits.add(wait);
            try {
                if (!closed && watched()) {
                    park(wait, awaited);
                }
                return awaited.get(
                        Math.max(0, wait.endNanos - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
            } finally {
                waits.remove(wait);
            }
        }
        return awaited.get();
    }

    private void park(Wait wait, CompletableFuture<?> awaited)
            throws InterruptedException, TimeoutException {
        var _ = awaited.whenComplete((_, _) -> LockSupport.unpark(wait.thread));
        while (!awaited.isDone() && !closed) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (wait.over) {
                throw new TimeoutException();
            }
            LockSupport.park(this);
        }
    }

    @Override
    public void close() {
        closed = true;
        waits.forEach(wait -> LockSupport.unpark(wait.thread));
    }

    /// False when nobody watches any more.
    private boolean watched() {
        return watching.get() || !watching.compareAndSet(false, true) || watchAfter(PACE_NANOS);
    }

    private boolean watchAfter(long nanos) {
        try {
            var _ = watch.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException ended) {
            watching.set(false);
            return false;
        }
    }

    private void look() {
        long now = nanoTime.getAsLong();
        long next = PACE_NANOS;
        for (Wait wait : waits) {
            long left = wait.endNanos - now;
            if (left <= 0) {
                wait.over = true;
                LockSupport.unpark(wait.thread);
            } else {
                next = Math.min(next, left);
            }
        }
        if (!waits.iterator().hasNext()) {
            watching.set(false);
            // Somebody may have come who still saw it watched.
            if (!waits.iterator().hasNext() || !watching.compareAndSet(false, true)) {
                return;
            }
        }
        watchAfter(next);
    }
}
