package io.headroom.spring.lock;

import io.headroom.lock.Locks;
import io.headroom.spring.BackgroundWork;
import java.sql.SQLException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes fences that nobody has moved for long, once a day: names that carry an id would fill the
/// table.
final class FenceRounds extends BackgroundWork {

    private static final Logger LOG = LoggerFactory.getLogger(FenceRounds.class);

    private final Locks locks;
    private final int days;

    /// @param days how long a fence is kept; 0 keeps them for ever
    FenceRounds(Locks locks, int days) {
        super("headroom-lock-fences", 1);
        this.locks = locks;
        this.days = days;
    }

    @Override
    protected void begin(ScheduledExecutorService executor) {
        if (days > 0) {
            var _ = executor.scheduleWithFixedDelay(this::forget, 1, 24, TimeUnit.HOURS);
        }
    }

    void forget() {
        try {
            int forgotten = locks.guarded().forgetFences(days);
            LOG.debug("{} fences of locks forgotten", forgotten);
        } catch (SQLException | RuntimeException e) {
            LOG.warn("old fences of locks are kept until tomorrow: {}", e.toString());
        }
    }
}
