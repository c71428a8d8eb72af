package io.headroom.spring.operations.finding;

import io.headroom.operations.finding.AutoTune;
import io.headroom.operations.finding.Changes;
import io.headroom.operations.finding.Findings;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Looks for findings every five seconds on one thread from the moment the service is made until it
/// ends, goes on with what is being measured, and tunes where that is switched on.
final class FindingRounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(FindingRounds.class);
    private static final int EVERY_SECONDS = 5;

    private final Findings findings;
    private final Changes changes;
    private final AutoTune autoTune;
    private final Duration tuneEvery;
    private @Nullable ScheduledExecutorService executor;

    /// @param tuneEvery how often to tune; zero for never
    FindingRounds(Findings findings, Changes changes, AutoTune autoTune, Duration tuneEvery) {
        this.findings = findings;
        this.changes = changes;
        this.autoTune = autoTune;
        this.tuneEvery = tuneEvery;
    }

    @Override
    public synchronized void start() {
        if (executor != null) {
            return;
        }
        ScheduledExecutorService made =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("headroom-findings").daemon().factory());
        made.execute(() -> guarded(changes::resume));
        var _ =
                made.scheduleWithFixedDelay(
                        () -> guarded(this::look), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        if (tuneEvery.isPositive()) {
            long seconds = Math.max(1, tuneEvery.toSeconds());
            var _ =
                    made.scheduleWithFixedDelay(
                            () -> guarded(this::tune), seconds, seconds, TimeUnit.SECONDS);
        }
        executor = made;
    }

    private void look() {
        findings.tick();
        changes.tick();
    }

    private void tune() {
        AutoTune.Outcome outcome = autoTune.run(false, "auto-tune");
        if (!outcome.changes().isEmpty()) {
            LOG.info("auto-tune: {}", outcome.conclusion());
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("a look for findings failed", e);
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = executor;
        if (running != null) {
            running.shutdownNow();
            executor = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return executor != null;
    }
}
