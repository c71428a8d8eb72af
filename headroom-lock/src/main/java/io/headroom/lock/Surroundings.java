package io.headroom.lock;

import io.headroom.core.Backoff;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// What all locks of a process share: the clock, the watch over leases, threads for callbacks.
final class Surroundings implements AutoCloseable {

    /// The pauses between attempts of whoever contends when no word comes that the lock is free.
    static final Backoff BACKSTOP = new Backoff(Duration.ofMillis(20), Duration.ofMillis(500));

    /// How often the watch wakes while leases come and go. Whatever it waits for next wakes its
    /// thread when it is put there: so that not each lease does, which are hardly ever held for
    /// long, something sooner is always there.
    private static final long PACE_NANOS = Duration.ofMillis(50).toNanos();

    private final LongSupplier nanoTime;
    private final Duration patience;
    private final ScheduledThreadPoolExecutor watch;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("headroom-lock-", 0).factory());

    /// Unlikely to be that of another process, or of this one's last run.
    private final String process =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong())
                    + HexFormat.of().toHexDigits(ProcessHandle.current().pid(), 6);

    private final Deadlines deadlines;
    private final AtomicLong owners = new AtomicLong();
    private final AtomicBoolean paced = new AtomicBoolean();
    private volatile boolean used;

    Surroundings(LongSupplier nanoTime, Duration patience) {
        this.nanoTime = nanoTime;
        this.patience = patience;
        watch =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("headroom-lock-watch").daemon().factory());
        watch.setRemoveOnCancelPolicy(true);
        deadlines = new Deadlines(System::nanoTime, watch);
    }

    long nanos() {
        return nanoTime.getAsLong();
    }

    /// How long a server may take to answer.
    Duration patience() {
        return patience;
    }

    /// Waits for answers.
    Deadlines deadlines() {
        return deadlines;
    }

    /// An owner that was never used before.
    String newOwner() {
        return process + "-" + owners.incrementAndGet();
    }

    /// Runs a task that does not block, after a time.
    Future<?> after(long nanos, Runnable task) {
        try {
            if (!used) {
                used = true;
                if (paced.compareAndSet(false, true)) {
                    pace();
                }
            }
            return watch.schedule(task, Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /// Goes on while it was used in the meantime.
    private void pace() {
        if (!used) {
            paced.set(false);
            if (!used || !paced.compareAndSet(false, true)) {
                return;
            }
        }
        used = false;
        var _ = watch.schedule(this::pace, PACE_NANOS, TimeUnit.NANOSECONDS);
    }

    /// Runs a task that may block.
    void run(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException closed) {
            // Nobody is left to be told.
        }
    }

    ExecutorService threads() {
        return threads;
    }

    /// The pause before attempt number `attempt` of whoever contends.
    long pause(int attempt) {
        return BACKSTOP.pause(attempt, ThreadLocalRandom.current()).toNanos();
    }

    @Override
    public void close() {
        deadlines.close();
        watch.shutdownNow();
        threads.shutdown();
    }
}
