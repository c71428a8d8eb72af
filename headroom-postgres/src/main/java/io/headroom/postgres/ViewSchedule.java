package io.headroom.postgres;

import io.headroom.core.Backoff;
import io.headroom.postgres.RefreshOutcome.Failed;
import io.headroom.postgres.RefreshOutcome.Refreshed;
import io.headroom.postgres.RefreshOutcome.SkippedFresh;
import io.headroom.postgres.RefreshOutcome.SkippedLocked;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the views of a [ViewRefresher] fresh on one node, from [#start] to [#close].
///
/// Every node of a cluster runs one; who comes first refreshes, the others learn from the database
/// when the next refresh is due. Each pause gets up to a tenth of jitter, so that nodes started
/// together do not stay together. A failure, an unreachable database included, is tried again after
/// the back-off's pause, for ever.
///
/// Refreshes run on the executor's threads and block them. Safe for use by many threads.
public final class ViewSchedule implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ViewSchedule.class);

    /// How soon to look again while another node refreshes: it might die and leave the work.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    private final ViewRefresher refresher;
    private final ScheduledExecutorService executor;
    private final Backoff backoff;
    private final RandomGenerator random;
    private final Map<String, ScheduledFuture<?>> planned = new HashMap<>();
    private boolean running;

    /// @param executor where refreshes run; not shut down by this class. As many views are
    ///   refreshed at once as it has threads
    /// @param random must be safe for use by the executor's threads
    public ViewSchedule(
            ViewRefresher refresher,
            ScheduledExecutorService executor,
            Backoff backoff,
            RandomGenerator random) {
        this.refresher = refresher;
        this.executor = executor;
        this.backoff = backoff;
        this.random = random;
    }

    /// Begins: each view is looked at within a second. Does nothing when begun already.
    public synchronized void start() {
        if (running) {
            return;
        }
        running = true;
        for (MaterializedView view : refresher.views()) {
            plan(view, 0, Duration.ofMillis(random.nextLong(1_000)));
        }
    }

    /// Ends: no refresh begins any more. One that runs is let finish and is not waited for; the
    /// owner of the executor may wait for its end.
    @Override
    public synchronized void close() {
        running = false;
        planned.values().forEach(next -> next.cancel(false));
        planned.clear();
    }

    private synchronized void plan(MaterializedView view, int failures, Duration pause) {
        if (!running) {
            return;
        }
        try {
            planned.put(
                    view.name(),
                    executor.schedule(
                            () -> run(view, failures), pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            LOG.info("{} is not refreshed any more: the executor was shut down", view.name());
        }
    }

    private void run(MaterializedView view, int failures) {
        RefreshOutcome outcome;
        try {
            outcome = refresher.refreshIfDue(view.name());
        } catch (RuntimeException e) {
            LOG.error("{} was not refreshed", view.name(), e);
            outcome = new Failed(e.toString());
        }
        int failed = outcome instanceof Failed ? failures + 1 : 0;
        plan(view, failed, pauseAfter(outcome, view, failed));
    }

    private Duration pauseAfter(RefreshOutcome outcome, MaterializedView view, int failures) {
        return switch (outcome) {
            case Refreshed(Duration duration) ->
                    jittered(atLeastZero(view.interval().minus(duration)));
            case SkippedFresh(Duration dueIn) -> jittered(dueIn);
            case SkippedLocked() -> jittered(shorter(view.interval(), LOOK_AGAIN));
            case Failed _ -> backoff.pause(failures, random);
        };
    }

    private Duration jittered(Duration pause) {
        long millis = pause.toMillis();
        return Duration.ofMillis(millis + 1 + random.nextLong(millis / 10 + 1));
    }

    private static Duration atLeastZero(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
