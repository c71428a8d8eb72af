package io.headroom.spring.operations;

import io.headroom.operations.Operations;
import io.headroom.operations.alert.Alert;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Does the watch's work from the moment the service is made until it ends, on one thread, and
/// keeps its history.
final class OperationsRounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(OperationsRounds.class);
    private static final int PATIENCE_SECONDS = 5;

    private final Operations operations;
    private final Duration saveInterval;
    private @Nullable ScheduledExecutorService executor;

    OperationsRounds(Operations operations, Duration saveInterval) {
        this.operations = operations;
        this.saveInterval = saveInterval;
    }

    @Override
    public synchronized void start() {
        if (executor == null) {
            ScheduledExecutorService made =
                    Executors.newSingleThreadScheduledExecutor(
                            Thread.ofPlatform().name("headroom-operations").daemon().factory());
            var _ = made.scheduleAtFixedRate(this::tick, 0, 1, TimeUnit.SECONDS);
            long seconds = saveInterval.toSeconds();
            var _ = made.scheduleWithFixedDelay(this::save, seconds, seconds, TimeUnit.SECONDS);
            executor = made;
        }
    }

    private void tick() {
        try {
            operations.tick().forEach(OperationsRounds::log);
        } catch (RuntimeException e) {
            LOG.error("a second's watch failed", e);
        }
    }

    private static void log(Alert alert) {
        if (alert.state() == Alert.State.FIRING) {
            LOG.warn(
                    "alert {} ({}) fires: {} Value {}. See docs/runbook/{}.md",
                    alert.rule().id(),
                    alert.rule().priority(),
                    alert.rule().summary(),
                    alert.value(),
                    alert.rule().name());
        } else {
            LOG.info("alert {} is over", alert.rule().id());
        }
    }

    private void save() {
        try {
            operations.save();
        } catch (IOException | RuntimeException e) {
            LOG.warn("the history cannot be kept: {}", e.toString());
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = executor;
        if (running == null) {
            return;
        }
        executor = null;
        running.execute(this::save);
        running.shutdown();
        try {
            if (!running.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("the history is still being written");
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
