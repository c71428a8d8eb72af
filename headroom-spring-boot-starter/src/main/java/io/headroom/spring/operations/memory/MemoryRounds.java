package io.headroom.spring.operations.memory;

import io.headroom.operations.memory.MemoryWatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Reads the memory every 4 seconds on a thread of its own, which a search for a leak may hold up.
final class MemoryRounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryRounds.class);
    private static final int SECONDS = 4;

    private final MemoryWatch watch;
    private @Nullable ScheduledExecutorService executor;
    private boolean told;

    MemoryRounds(MemoryWatch watch) {
        this.watch = watch;
    }

    @Override
    public synchronized void start() {
        if (executor == null) {
            ScheduledExecutorService made =
                    Executors.newSingleThreadScheduledExecutor(
                            Thread.ofPlatform().name("headroom-memory").daemon().factory());
            var _ = made.scheduleWithFixedDelay(this::round, SECONDS, SECONDS, TimeUnit.SECONDS);
            executor = made;
        }
    }

    private void round() {
        try {
            watch.round();
            boolean suspected = watch.latest().leak().suspected();
            if (suspected && !told) {
                LOG.warn("a memory leak is suspected: {}", watch.latest().leak().reason());
            }
            told = suspected;
        } catch (RuntimeException e) {
            LOG.error("the memory cannot be read", e);
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = executor;
        if (running != null) {
            executor = null;
            running.shutdown();
            try {
                if (!running.awaitTermination(SECONDS, TimeUnit.SECONDS)) {
                    LOG.info("the search for a leak is left to end by itself");
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return executor != null;
    }
}
