package io.headroom.spring.cacheoperations;

import io.headroom.cache.warmup.CacheWarmer;
import io.headroom.cache.warmup.WarmUpStart;
import io.headroom.cache.warmup.WarmUpStrategy;
import io.headroom.cache.warmup.WarmUpTask;
import io.headroom.spring.BackgroundWork;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/// Warms when the service is ready, and on the schedule of each task.
final class WarmUpRounds extends BackgroundWork {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUpRounds.class);

    /// While another warm-up runs.
    private static final Duration TRY_AGAIN_AFTER = Duration.ofMinutes(1);

    private static final Duration LOOK = Duration.ofMillis(100);

    /// For 10 s: then the service warms what is its own.
    private static final int LOOKS = 100;

    private final CacheWarmer warmer;
    private final BooleanSupplier sharedIsReady;
    private final WarmUpProperties properties;
    private volatile boolean ready;

    /// @param sharedIsReady whether what is loaded now reaches the other nodes
    WarmUpRounds(CacheWarmer warmer, BooleanSupplier sharedIsReady, WarmUpProperties properties) {
        super("headroom-warm-up", 1);
        this.warmer = warmer;
        this.sharedIsReady = sharedIsReady;
        this.properties = properties;
    }

    @Override
    protected void begin(ScheduledExecutorService executor) {
        WarmUpStrategy onStart = properties.onStart();
        if (onStart != null) {
            executor.execute(() -> start(executor, onStart, LOOKS));
        }
        for (WarmUpTask<?> task : warmer.tasks()) {
            long millis = properties.every(task).toMillis();
            if (millis > 0) {
                var _ =
                        executor.scheduleAtFixedRate(
                                () -> run(executor, task), millis, millis, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void run(ScheduledExecutorService executor, WarmUpTask<?> task) {
        if (warmer.start(task) instanceof WarmUpStart.Busy(var running)) {
            LOG.debug("{} waits for the end of {}", task.name(), running.what());
            var _ =
                    executor.schedule(
                            () -> warmer.start(task),
                            TRY_AGAIN_AFTER.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    void warmOnStart() {
        ready = true;
    }

    /// What is loaded before the shared tier is followed would not be shared.
    private void start(ScheduledExecutorService executor, WarmUpStrategy strategy, int looks) {
        boolean early = !ready || (!sharedIsReady.getAsBoolean() && looks > 0);
        if (early) {
            int left = ready ? looks - 1 : looks;
            var _ =
                    executor.schedule(
                            () -> start(executor, strategy, left),
                            LOOK.toMillis(),
                            TimeUnit.MILLISECONDS);
        } else {
            LOG.debug("warm-up on start: {}", warmer.start(strategy));
        }
    }

    @Override
    protected void end(ScheduledExecutorService executor) {
        warmer.close();
        super.end(executor);
    }
}
