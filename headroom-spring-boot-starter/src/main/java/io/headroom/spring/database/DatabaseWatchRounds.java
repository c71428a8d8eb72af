package io.headroom.spring.database;

import io.headroom.postgres.pool.DatabaseWatch;
import io.headroom.spring.BackgroundWork;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/// Runs the watch over the database, on one thread.
final class DatabaseWatchRounds extends BackgroundWork {

    /// A round may wait for a server that does not answer.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final DatabaseWatch watch;

    DatabaseWatchRounds(DatabaseWatch watch) {
        super("headroom-database-watch", 1);
        this.watch = watch;
    }

    @Override
    protected void begin(ScheduledExecutorService executor) {
        watch.start(executor);
    }

    @Override
    protected void end(ScheduledExecutorService executor) {
        finish(executor, watch::close, PATIENCE);
    }
}
