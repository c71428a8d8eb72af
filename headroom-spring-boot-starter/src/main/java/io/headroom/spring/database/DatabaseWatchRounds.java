package io.headroom.spring.database;

import io.headroom.postgres.pool.DatabaseWatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Runs the watch from the moment the service is made until it ends, on one thread.
final class DatabaseWatchRounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatchRounds.class);
    private static final int PATIENCE_SECONDS = 2;

    private final DatabaseWatch watch;
    private @Nullable ScheduledExecutorService executor;

    DatabaseWatchRounds(DatabaseWatch watch) {
        this.watch = watch;
    }

    @Override
    public synchronized void start() {
        if (executor == null) {
            ScheduledExecutorService made =
                    Executors.newSingleThreadScheduledExecutor(
                            Thread.ofPlatform().name("headroom-database-watch").daemon().factory());
            watch.start(made);
            executor = made;
        }
    }

    /// A round that waits for a server which does not answer is not waited for: its thread ends
    /// with the process.
    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = executor;
        if (running == null) {
            return;
        }
        executor = null;
        running.execute(watch::close);
        running.shutdown();
        try {
            if (!running.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("the watch of the database still waits for an answer");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return executor != null;
    }
}
