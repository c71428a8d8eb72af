package io.headroom.spring.database;

import io.headroom.postgres.index.IndexChangeSchedule;
import io.headroom.postgres.index.IndexChanges;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// Keeps index changes going while the service runs, on two threads: a build occupies one.
final class IndexChangeRounds implements SmartLifecycle {

    private final IndexChanges changes;
    private final boolean advances;
    private @Nullable ScheduledExecutorService executor;
    private @Nullable IndexChangeSchedule schedule;

    IndexChangeRounds(IndexChanges changes, boolean advances) {
        this.changes = changes;
        this.advances = advances;
    }

    @Override
    public synchronized void start() {
        if (executor == null) {
            ScheduledExecutorService made =
                    Executors.newScheduledThreadPool(
                            2, Thread.ofPlatform().name("headroom-index-", 0).daemon().factory());
            RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
            IndexChangeSchedule begun = new IndexChangeSchedule(changes, advances, made, random);
            begun.start();
            executor = made;
            schedule = begun;
        }
    }

    /// Work was accepted that should begin at once.
    synchronized void wake() {
        IndexChangeSchedule running = schedule;
        if (running != null) {
            running.wake();
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = executor;
        IndexChangeSchedule planned = schedule;
        if (running != null && planned != null) {
            planned.close();
            running.shutdownNow();
            executor = null;
            schedule = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return executor != null;
    }
}
