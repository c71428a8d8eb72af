package io.headroom.cache.warmup;

import io.headroom.cache.warmup.WarmUpStatus.State;
import io.headroom.cache.warmup.WarmUpStatus.TaskStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One warm-up. [#run] is for one thread, all else for many.
final class WarmUpRun {

    private static final Logger log = LoggerFactory.getLogger(WarmUpRun.class);

    private final long number;
    private final String what;
    private final WarmUpOptions options;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ThreadFactory threads;
    private final List<Part<?>> parts = new ArrayList<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final Instant startedAt;
    private volatile @Nullable Instant endedAt;
    private volatile State state = State.RUNNING;
    private volatile long loadingSince;

    WarmUpRun(
            long number,
            String what,
            List<WarmUpTask<?>> tasks,
            WarmUpOptions options,
            InstantSource clock,
            LongSupplier nanos,
            ThreadFactory threads) {
        this.number = number;
        this.what = what;
        this.options = options;
        this.clock = clock;
        this.nanos = nanos;
        this.threads = threads;
        this.startedAt = clock.instant();
        tasks.stream()
                .sorted(Comparator.comparing((WarmUpTask<?> task) -> task.urgency()))
                .forEach(task -> parts.add(new Part<>(task)));
    }

    /// Looks for all keys first, so that it is known how much there is to do.
    void run() {
        for (Part<?> part : parts) {
            part.find();
        }
        loadingSince = nanos.getAsLong();
        for (Part<?> part : parts) {
            part.load();
        }
        end(isCancelled() ? State.CANCELLED : State.DONE);
        log.info(
                "warm-up {} ended: {} of {} keys loaded, {} failed",
                what,
                sum(Part::done),
                sum(Part::keys),
                sum(Part::failed));
    }

    /// Nothing was run.
    void fail(Exception why) {
        log.warn("warm-up {} could not be run: {}", what, why.toString());
        parts.forEach(part -> part.problem = String.valueOf(why.getMessage()));
        end(isCancelled() ? State.CANCELLED : State.FAILED);
    }

    private void end(State with) {
        endedAt = clock.instant();
        state = with;
    }

    void cancel() {
        cancelled.countDown();
    }

    private boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    WarmUpStatus status() {
        long keys = sum(Part::keys);
        long done = sum(Part::done);
        long failed = sum(Part::failed);
        return new WarmUpStatus(
                number,
                what,
                state,
                startedAt,
                endedAt,
                keys,
                done,
                failed,
                secondsLeft(keys, done + failed),
                parts.stream().<TaskStatus>map(Part::status).toList());
    }

    private @Nullable Double secondsLeft(long keys, long through) {
        if (state != State.RUNNING || loadingSince == 0 || through == 0) {
            return null;
        }
        double seconds = (nanos.getAsLong() - loadingSince) / 1e9;
        return seconds / through * (keys - through);
    }

    private long sum(ToLongFunction<Part<?>> figure) {
        return parts.stream().mapToLong(figure).sum();
    }

    /// Tries until it works, as often as the options say.
    ///
    /// @return whether it worked
    private boolean tried(Part<?> part, Step step) {
        for (int attempt = 1; !isCancelled(); attempt++) {
            try {
                step.take();
                return true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                cancel();
            } catch (Exception | LinkageError e) {
                part.problem = e.toString();
                log.debug("warm-up {}, attempt {}", part.task.name(), attempt, e);
                if (attempt >= options.attempts() || pause(attempt)) {
                    return false;
                }
            }
        }
        return false;
    }

    @FunctionalInterface
    private interface Step {
        void take() throws Exception;
    }

    /// Whether it was cancelled meanwhile.
    private boolean pause(int attempt) {
        try {
            return cancelled.await(
                    options.pause().pause(attempt, ThreadLocalRandom.current()).toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /// What is done of one task.
    private final class Part<K> {

        private final WarmUpTask<K> task;
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();
        private volatile List<K> keys = List.of();
        private volatile int found;
        private volatile State mine = State.NONE;
        private volatile String problem = "";

        Part(WarmUpTask<K> task) {
            this.task = task;
        }

        long keys() {
            return found;
        }

        long done() {
            return done.get();
        }

        long failed() {
            return failed.get();
        }

        TaskStatus status() {
            return new TaskStatus(
                    task.name(), task.urgency(), mine, found, done(), failed(), problem);
        }

        void find() {
            boolean known =
                    tried(
                            this,
                            () -> {
                                Collection<K> all = task.keys().find();
                                keys = all.stream().limit(CacheWarmer.MOST_KEYS).toList();
                                found = keys.size();
                            });
            if (!known) {
                mine = isCancelled() ? State.CANCELLED : State.FAILED;
            }
        }

        void load() {
            if (mine != State.NONE) {
                return;
            }
            mine = State.RUNNING;
            Semaphore places = new Semaphore(options.concurrency());
            List<K> all = keys;
            keys = List.of(); // held no longer than needed
            for (int from = 0; from < all.size() && !isCancelled(); from += task.batch()) {
                List<K> batch = all.subList(from, Math.min(all.size(), from + task.batch()));
                places.acquireUninterruptibly();
                threads.newThread(
                                () -> {
                                    try {
                                        load(batch);
                                    } finally {
                                        places.release();
                                    }
                                })
                        .start();
            }
            places.acquireUninterruptibly(options.concurrency());
            mine = isCancelled() ? State.CANCELLED : State.DONE;
        }

        private void load(List<K> batch) {
            if (tried(this, () -> task.load().load(batch))) {
                done.addAndGet(batch.size());
            } else if (!isCancelled()) {
                failed.addAndGet(batch.size());
            }
        }
    }
}
