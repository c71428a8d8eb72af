package io.headroom.spring.operations.finding;

import io.headroom.operations.finding.AutoTune;
import io.headroom.operations.finding.Changes;
import io.headroom.operations.finding.Findings;
import io.headroom.spring.BackgroundWork;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for findings every five seconds on one thread, goes on with what is being measured, and
/// tunes where that is switched on.
final class FindingRounds extends BackgroundWork {

    private static final Logger LOG = LoggerFactory.getLogger(FindingRounds.class);
    private static final int EVERY_SECONDS = 5;

    private final Findings findings;
    private final Changes changes;
    private final AutoTune autoTune;
    private final Duration tuneEvery;

    /// @param tuneEvery how often to tune; zero for never
    FindingRounds(Findings findings, Changes changes, AutoTune autoTune, Duration tuneEvery) {
        super("headroom-findings", 1);
        this.findings = findings;
        this.changes = changes;
        this.autoTune = autoTune;
        this.tuneEvery = tuneEvery;
    }

    @Override
    protected void begin(ScheduledExecutorService executor) {
        executor.execute(() -> guarded(changes::resume));
        var _ =
                executor.scheduleWithFixedDelay(
                        () -> guarded(this::look), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        if (tuneEvery.isPositive()) {
            long seconds = Math.max(1, tuneEvery.toSeconds());
            var _ =
                    executor.scheduleWithFixedDelay(
                            () -> guarded(this::tune), seconds, seconds, TimeUnit.SECONDS);
        }
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
}
