package io.headroom.spring.operations;

import io.headroom.operations.Operations;
import io.headroom.operations.alert.Alert;
import io.headroom.spring.BackgroundWork;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does the watch's work, on one thread, and keeps its history.
final class OperationsRounds extends BackgroundWork {

    private static final Logger LOG = LoggerFactory.getLogger(OperationsRounds.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Operations operations;
    private final Duration saveInterval;
    private final Consumer<List<Alert>> changes;

    /// @param changes hears of alerts that began to fire, or are over
    OperationsRounds(Operations operations, Duration saveInterval, Consumer<List<Alert>> changes) {
        super("headroom-operations", 1);
        this.operations = operations;
        this.saveInterval = saveInterval;
        this.changes = changes;
    }

    @Override
    protected void begin(ScheduledExecutorService executor) {
        var _ = executor.scheduleAtFixedRate(this::tick, 0, 1, TimeUnit.SECONDS);
        long seconds = saveInterval.toSeconds();
        var _ = executor.scheduleWithFixedDelay(this::save, seconds, seconds, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            List<Alert> changed = operations.tick();
            changed.forEach(OperationsRounds::log);
            changes.accept(changed);
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
    protected void end(ScheduledExecutorService executor) {
        finish(executor, this::save, PATIENCE);
    }
}
