package io.headroom.jobs;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does something again and again on a thread of its own, whatever it throws. Rounds that are
/// sparing take at most a tenth of the time, but for those that are asked for: one that took long
/// makes the pause longer, up to five seconds.
final class Rounds {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final int QUIET_FAILURES = 3;

    /// A round that a stopped process or a lost server held up says little of the next one.
    private static final long LONGEST_EXTRA_NANOS = 5_000_000_000L;

    /// One round.
    interface Round {
        void go() throws Exception;
    }

    private final String name;
    private final long pauseNanos;
    private final Round round;
    private final LongSupplier nanos;
    private final boolean sparing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private boolean soon;
    private boolean stopped;
    private int failures;

    Rounds(String name, Duration pause, Round round, boolean sparing, LongSupplier nanos) {
        this.nanos = nanos;
        this.sparing = sparing;
        this.name = name;
        this.pauseNanos = pause.toNanos();
        this.round = round;
        this.thread =
                Thread.ofPlatform().daemon().name("headroom-jobs-" + name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// The next round begins at once.
    void soon() {
        lock.lock();
        try {
            soon = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// No round begins any more.
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (true) {
            long took = 0;
            try {
                long began = nanos.getAsLong();
                round.go();
                took = sparing ? nanos.getAsLong() - began : 0;
                failures = 0;
            } catch (Throwable e) {
                // Memory that was gone comes back; this thread would not.
                if (++failures == QUIET_FAILURES) {
                    LOG.warn("jobs: '{}' fails, trying on: {}", name, e.toString());
                }
                LOG.debug("jobs: '{}' failed", name, e);
            }
            if (!rest(restNanos(pauseNanos, took))) {
                return;
            }
        }
    }

    /// How long to rest after a round that took so long.
    static long restNanos(long usual, long took) {
        return Math.max(usual, Math.min(9 * took, LONGEST_EXTRA_NANOS));
    }

    private boolean rest(long atLeast) {
        lock.lock();
        try {
            long left = atLeast;
            while (!soon && !stopped && left > 0) {
                left = changed.awaitNanos(left);
            }
            soon = false;
            return !stopped;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
