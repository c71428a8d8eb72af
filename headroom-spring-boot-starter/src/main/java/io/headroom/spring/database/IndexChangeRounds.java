package io.headroom.spring.database;

import io.headroom.postgres.index.IndexChangeSchedule;
import io.headroom.postgres.index.IndexChanges;
import io.headroom.spring.BackgroundWork;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps index changes going while the service runs, on two threads: a build occupies one.
final class IndexChangeRounds extends BackgroundWork {

    private final IndexChanges changes;
    private final boolean advances;
    private volatile @Nullable IndexChangeSchedule schedule;

    IndexChangeRounds(IndexChanges changes, boolean advances) {
        super("headroom-index", 2);
        this.changes = changes;
        this.advances = advances;
    }

    @Override
    protected void begin(ScheduledExecutorService executor) {
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        IndexChangeSchedule begun = new IndexChangeSchedule(changes, advances, executor, random);
        begun.start();
        schedule = begun;
    }

    /// Work was accepted that should begin at once.
    void wake() {
        IndexChangeSchedule running = schedule;
        if (running != null) {
            running.wake();
        }
    }

    @Override
    protected void end(ScheduledExecutorService executor) {
        IndexChangeSchedule planned = schedule;
        schedule = null;
        if (planned != null) {
            planned.close();
        }
        super.end(executor);
    }
}
