package io.headroom.postgres.pool;

import io.headroom.postgres.session.SessionTermination;
import io.headroom.postgres.session.SessionWatch;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at a pool and its server in rounds, from [#start] to [#close], on one thread. A round
/// comes each interval; sooner, within half a second, when a statement met a deadlock or a lost
/// connection, and while the database is away. Between rounds it does nothing but look whether one
/// is due.
public final class DatabaseWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);
    private static final Duration TICK = Duration.ofMillis(500);

    private final PoolWatch pool;
    private final SessionWatch sessions;
    private final SessionTermination termination;
    private final Duration interval;
    private final LongSupplier nanoTime;
    private @Nullable ScheduledFuture<?> ticks;
    private long lastRound;
    private boolean looked;

    /// @param interval between rounds, from 500 ms to 5 s: answers are not older
    public DatabaseWatch(
            PoolWatch pool,
            SessionWatch sessions,
            SessionTermination termination,
            Duration interval,
            LongSupplier nanoTime) {
        if (interval.compareTo(TICK) < 0 || interval.compareTo(Duration.ofSeconds(5)) > 0) {
            throw new IllegalArgumentException(
                    "interval must be from 500 ms to 5 s, but is " + interval);
        }
        this.pool = pool;
        this.sessions = sessions;
        this.termination = termination;
        this.interval = interval;
        this.nanoTime = nanoTime;
    }

    /// Begins, on a thread of this executor, which a round blocks for up to the time-outs of its
    /// connection. The executor is not shut down by this class.
    public synchronized void start(ScheduledExecutorService executor) {
        if (ticks == null) {
            ticks =
                    executor.scheduleWithFixedDelay(
                            this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /// Does a round when one is due. Never throws.
    void tick() {
        try {
            if (due()) {
                round();
            }
        } catch (RuntimeException e) {
            LOG.error("{}: a round of the watch failed", pool.name(), e);
        }
    }

    private boolean due() {
        return !looked
                || nanoTime.getAsLong() - lastRound >= interval.toNanos()
                || pool.suspectsOutage()
                || pool.inOutage()
                || sessions.deadlocks().pending();
    }

    private void round() {
        looked = true;
        lastRound = nanoTime.getAsLong();
        sessions.collect();
        termination.afterRound();
        pool.collect(sessions.latest());
    }

    /// The pool's part.
    public PoolWatch pool() {
        return pool;
    }

    /// The server's part.
    public SessionWatch sessions() {
        return sessions;
    }

    /// Ends sessions, guarded.
    public SessionTermination termination() {
        return termination;
    }

    /// Ends the rounds and the watch's connection. A round under way is let end.
    @Override
    public synchronized void close() {
        ScheduledFuture<?> known = ticks;
        if (known != null) {
            known.cancel(false);
        }
        sessions.close();
    }
}
