package io.headroom.spring.operations.memory;

import io.headroom.operations.memory.MemoryWatch;
import io.headroom.spring.BackgroundWork;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the memory every 4 seconds on a thread of its own, which a search for a leak may hold up.
final class MemoryRounds extends BackgroundWork {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryRounds.class);
    private static final int SECONDS = 4;

    private final MemoryWatch watch;
    private boolean told;

    MemoryRounds(MemoryWatch watch) {
        super("headroom-memory", 1);
        this.watch = watch;
    }

    @Override
    protected void begin(ScheduledExecutorService executor) {
        var _ = executor.scheduleWithFixedDelay(this::round, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    /// A search for a leak is not interrupted.
    @Override
    protected void end(ScheduledExecutorService executor) {
        finish(executor, () -> {}, Duration.ofSeconds(SECONDS));
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
}
