package io.headroom.spring.operations.capacity;

import io.headroom.operations.capacity.CapacityEngine;
import io.headroom.spring.BackgroundWork;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Estimates anew every 10 seconds, which is a step of what it looks at, on a thread of its own: an
/// estimate takes milliseconds, which the watch over each second has not.
final class CapacityRounds extends BackgroundWork {

    private static final Logger LOG = LoggerFactory.getLogger(CapacityRounds.class);
    private static final int SECONDS = 10;

    private final CapacityEngine engine;

    CapacityRounds(CapacityEngine engine) {
        super("headroom-capacity", 1);
        this.engine = engine;
    }

    @Override
    protected void begin(ScheduledExecutorService executor) {
        var _ = executor.scheduleWithFixedDelay(this::round, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    private void round() {
        try {
            engine.evaluate();
        } catch (RuntimeException e) {
            LOG.error("the capacity cannot be estimated", e);
        }
    }
}
