package io.headroom.spring.operations.capacity;

import io.headroom.operations.capacity.CapacityEngine;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Estimates anew every 10 seconds, which is a step of what it looks at, on a thread of its own: an
/// estimate takes milliseconds, which the watch over each second has not.
final class CapacityRounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(CapacityRounds.class);
    private static final int SECONDS = 10;

    private final CapacityEngine engine;
    private @Nullable ScheduledExecutorService executor;

    CapacityRounds(CapacityEngine engine) {
        this.engine = engine;
    }

    @Override
    public synchronized void start() {
        if (executor == null) {
            ScheduledExecutorService made =
                    Executors.newSingleThreadScheduledExecutor(
                            Thread.ofPlatform().name("headroom-capacity").daemon().factory());
            var _ = made.scheduleWithFixedDelay(this::round, SECONDS, SECONDS, TimeUnit.SECONDS);
            executor = made;
        }
    }

    private void round() {
        try {
            engine.evaluate();
        } catch (RuntimeException e) {
            LOG.error("the capacity cannot be estimated", e);
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = executor;
        if (running != null) {
            executor = null;
            running.shutdownNow();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return executor != null;
    }
}
