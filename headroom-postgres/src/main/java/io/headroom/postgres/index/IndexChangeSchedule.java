package io.headroom.postgres.index;

import io.headroom.core.Backoff;
import io.headroom.postgres.index.Advance.Busy;
import io.headroom.postgres.index.Advance.Idle;
import io.headroom.postgres.index.Advance.Moved;
import io.headroom.postgres.index.Advance.Unavailable;
import io.headroom.postgres.index.Advance.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps index changes going on one node, and what it knows of them fresh, from [#start] to
/// [#close]. Every node of a cluster runs one; so what a dead node left is taken up by another.
///
/// Idle, it costs a short statement every four seconds. Safe for use by many threads.
public final class IndexChangeSchedule implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexChangeSchedule.class);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(4);
    private static final Duration FRESHNESS = Duration.ofSeconds(2);
    private static final Backoff AWAY = new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(1));

    private final IndexChanges changes;
    private final ScheduledExecutorService executor;
    private final RandomGenerator random;
    private final boolean advances;
    private @Nullable Future<?> nextAdvance;
    private @Nullable Future<?> nextRefresh;
    private boolean advancing;
    private boolean wanted;
    private boolean running;
    private int failures;

    /// @param advances whether changes are made here; with false they are only shown
    /// @param executor with two threads at least, since a build blocks one; not shut down by this
    ///   class
    /// @param random must be safe for use by the executor's threads
    public IndexChangeSchedule(
            IndexChanges changes,
            boolean advances,
            ScheduledExecutorService executor,
            RandomGenerator random) {
        this.changes = changes;
        this.advances = advances;
        this.executor = executor;
        this.random = random;
    }

    /// Begins. Does nothing when begun already.
    public synchronized void start() {
        if (running) {
            return;
        }
        running = true;
        planRefresh(Duration.ZERO);
        planAdvance(Duration.ofMillis(random.nextLong(1_000)));
    }

    /// Lets work that was just accepted begin now rather than in some seconds.
    public synchronized void wake() {
        if (advancing) {
            wanted = true;
        } else if (running) {
            cancel(nextAdvance);
            planAdvance(Duration.ZERO);
        }
    }

    /// Ends. A build that runs is not waited for: PostgreSQL goes on with it, and the next node
    /// takes it up.
    @Override
    public synchronized void close() {
        running = false;
        cancel(nextAdvance);
        cancel(nextRefresh);
    }

    private static void cancel(@Nullable Future<?> planned) {
        if (planned != null) {
            planned.cancel(false);
        }
    }

    private synchronized void planAdvance(Duration pause) {
        if (running && advances) {
            nextAdvance = plan(this::advance, pause);
        }
    }

    private synchronized void planRefresh(Duration pause) {
        if (running) {
            nextRefresh = plan(this::refresh, pause);
        }
    }

    private @Nullable Future<?> plan(Runnable work, Duration pause) {
        try {
            return executor.schedule(work, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.info("index changes do not go on here: the executor was shut down");
            return null;
        }
    }

    private void advance() {
        synchronized (this) {
            advancing = true;
        }
        Advance outcome;
        try {
            outcome = changes.advance();
        } catch (RuntimeException e) {
            LOG.error("an index change does not go on", e);
            outcome = new Unavailable(e.toString());
        }
        synchronized (this) {
            advancing = false;
            failures = outcome instanceof Unavailable ? failures + 1 : 0;
            planAdvance(wanted ? Duration.ZERO : pauseAfter(outcome));
            wanted = false;
        }
    }

    private Duration pauseAfter(Advance outcome) {
        return switch (outcome) {
            case Idle(), Busy() -> LOOK_AGAIN;
            case Waiting(Duration pause) -> pause;
            case Moved() -> Duration.ZERO;
            case Unavailable _ -> AWAY.pause(failures, random);
        };
    }

    private void refresh() {
        try {
            changes.refresh();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("index changes cannot be read: {}", e.toString());
        }
        boolean open = changes.recent().stream().anyMatch(change -> change.state().isOpen());
        planRefresh(open ? FRESHNESS : LOOK_AGAIN);
    }
}
