package io.headroom.spring;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// What goes on from the moment the service is made until it ends, on daemon threads of its own.
/// Safe for use by many threads.
public abstract class BackgroundWork implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWork.class);

    private final String name;
    private final int threads;
    private @Nullable ScheduledExecutorService executor;

    /// @param name of its threads
    /// @param threads how many, at least 1
    protected BackgroundWork(String name, int threads) {
        this.name = name;
        this.threads = threads;
    }

    /// Plans the work. Called once for each start.
    protected abstract void begin(ScheduledExecutorService executor);

    /// Ends the work: by an interrupt, unless a subclass has something to finish.
    protected void end(ScheduledExecutorService executor) {
        executor.shutdownNow();
    }

    /// Gives the executor a last task and waits for it. What takes longer is not waited for: its
    /// thread ends with the process.
    protected final void finish(
            ScheduledExecutorService executor, Runnable last, Duration patience) {
        executor.execute(last);
        executor.shutdown();
        try {
            if (!executor.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.info("{} has not ended within {} s", name, patience.toSeconds());
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public final synchronized void start() {
        if (executor == null) {
            ScheduledExecutorService made =
                    Executors.newScheduledThreadPool(
                            threads, Thread.ofPlatform().name(name).daemon().factory());
            begin(made);
            executor = made;
        }
    }

    @Override
    public final synchronized void stop() {
        ScheduledExecutorService running = executor;
        if (running != null) {
            executor = null;
            end(running);
        }
    }

    @Override
    public final synchronized boolean isRunning() {
        return executor != null;
    }
}
