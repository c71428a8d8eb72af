package io.headroom.marketplace.sales;

import io.headroom.marketplace.sales.EventBatch.Count;
import io.headroom.marketplace.sales.EventBatch.CounterKey;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what visitors do with items in memory, by minute, and flushes the counters to the
/// database every few seconds.
///
/// An accepted event is counted exactly once, as long as the process ends in order: a flush that
/// failed is tried again as the same batch, which the database counts once even where only the
/// answer to its commit was lost; meanwhile new events go on being counted. A process that is
/// killed loses what came since its last flush. Memory is bounded: where the database is away for
/// so long that the counters run out, events that need a new one are refused.
///
/// Safe for use by many threads; counting never waits for the database.
public final class ItemEvents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ItemEvents.class);

    private final EventOptions options;
    private final EventWriter writer;
    private final ScheduledExecutorService executor;
    private final InstantSource time;
    private final LongSupplier nanos;
    private final RandomGenerator random;

    // 1. Counting merges into the map, which locks the one bin of its key; draining removes keys
    // one
    //    by one, each with whatever it holds then. So no event falls between the two.
    private final ConcurrentHashMap<CounterKey, Long> counts = new ConcurrentHashMap<>();
    // 2. What was drained stays the same batch, under the same sequence, until its commit is known.
    private final ReentrantLock flushing = new ReentrantLock();
    private volatile EventBatch pending = new EventBatch(1, List.of());
    private int failures;
    private final AtomicBoolean earlyFlushPlanned = new AtomicBoolean();
    // 3. Stopping closes the entrance, waits for those inside, and only then drains for the last
    // time.
    private final LongAdder entered = new LongAdder();
    private final LongAdder left = new LongAdder();
    private volatile boolean stopped;
    private volatile @Nullable ScheduledFuture<?> nextFlush;

    private final LongAdder views = new LongAdder();
    private final LongAdder favorites = new LongAdder();
    private final LongAdder shares = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failedFlushes = new LongAdder();

    /// @param node names this run of this node, for example a random UUID made at its start
    /// @param executor where flushes run; not shut down by this class
    /// @param time gives the minute of an event
    /// @param nanos monotonic time in nanoseconds
    /// @param random the jitter of pauses; must be safe for use by the executor's threads
    public ItemEvents(
            DataSource dataSource,
            UUID node,
            EventOptions options,
            ScheduledExecutorService executor,
            InstantSource time,
            LongSupplier nanos,
            RandomGenerator random) {
        this.options = options;
        this.writer = new EventWriter(dataSource, node, time);
        this.executor = executor;
        this.time = time;
        this.nanos = nanos;
        this.random = random;
    }

    /// Begins to flush at intervals; to be called once.
    public void start() {
        planFlush(options.flushInterval());
    }

    /// Counts an event.
    ///
    /// @return false when it was not counted: too many counters wait for the database, or this was
    ///   stopped. Trying again in a few seconds may succeed
    public boolean tryCount(long itemId, EventType type) {
        entered.increment();
        try {
            if (stopped || !hasRoom(itemId, type)) {
                refused.increment();
                return false;
            }
            counter(type).increment();
            return true;
        } finally {
            left.increment();
        }
    }

    private boolean hasRoom(long itemId, EventType type) {
        CounterKey key =
                new CounterKey(Math.floorDiv(time.instant().getEpochSecond(), 60L), itemId, type);
        long waiting = counts.mappingCount();
        if (waiting >= options.maxKeys() / 2) {
            flushEarly();
        }
        if (waiting >= options.maxKeys() && !counts.containsKey(key)) {
            return false;
        }
        counts.merge(key, 1L, Long::sum);
        return true;
    }

    /// Flushes what waits, now.
    ///
    /// @return whether all of it is in the database; a failure stands in the log, loses nothing and
    ///   is tried again
    public boolean flush() {
        flushing.lock();
        try {
            return flushUnderLock();
        } finally {
            flushing.unlock();
        }
    }

    private boolean flushUnderLock() {
        boolean more = true;
        while (more) {
            if (pending.counts().isEmpty()) {
                pending = new EventBatch(pending.sequence(), drain());
            }
            if (pending.counts().isEmpty()) {
                return true;
            }
            more = pending.counts().size() == options.batchSize() || failures > 0;
            try {
                dropped.add(writer.write(pending));
            } catch (SQLException | RuntimeException e) {
                failures++;
                failedFlushes.increment();
                LOG.warn(
                        "{} item events wait, flush {} failed {} times: {}",
                        waitingEvents(),
                        pending.sequence(),
                        failures,
                        e.toString());
                return false;
            }
            failures = 0;
            pending = new EventBatch(pending.sequence() + 1, List.of());
        }
        return true;
    }

    private List<Count> drain() {
        List<Count> drained = new ArrayList<>();
        for (CounterKey key : counts.keySet()) {
            if (drained.size() == options.batchSize()) {
                break;
            }
            Long quantity = counts.remove(key);
            if (quantity != null) {
                drained.add(new Count(key, quantity));
            }
        }
        return drained;
    }

    private void planFlush(Duration pause) {
        if (stopped) {
            return;
        }
        try {
            nextFlush =
                    executor.schedule(this::flushAndPlan, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.info("no flush any more: the executor was shut down");
        }
    }

    private void flushAndPlan() {
        Duration pause = options.flushInterval();
        flushing.lock();
        try {
            if (!stopped && !flushUnderLock()) {
                pause = options.backoff().pause(failures, random);
            }
        } finally {
            flushing.unlock();
            planFlush(pause);
        }
    }

    private void flushEarly() {
        if (earlyFlushPlanned.compareAndSet(false, true)) {
            try {
                executor.execute(this::flushEarlyOnce);
            } catch (RejectedExecutionException e) {
                LOG.debug("no early flush: the executor was shut down");
            }
        }
    }

    private void flushEarlyOnce() {
        flushing.lock();
        try {
            // While the database is away the planned flushes keep to the back-off; this one too.
            if (failures == 0) {
                flushUnderLock();
            }
        } finally {
            flushing.unlock();
            earlyFlushPlanned.set(false);
        }
    }

    /// Stops: refuses new events and flushes what waits, trying again until the limit. May overrun
    /// it by what one attempt takes: a connection's time-out of the pool, or ten seconds a
    /// statement. Further calls try again to flush what is left.
    ///
    /// @return how many events could not be flushed and are lost with the process; 0 is success
    public long stop(Duration limit) {
        stopped = true;
        ScheduledFuture<?> planned = nextFlush;
        if (planned != null) {
            planned.cancel(false);
        }
        long deadline = nanos.getAsLong() + limit.toNanos();
        // Left is read first: who entered later was refused, or is counted here as still inside.
        while (left.sum() != entered.sum() && nanos.getAsLong() < deadline) {
            LockSupport.parkNanos(100_000);
        }
        try {
            for (int attempt = 1; !tryFlush(deadline); attempt++) {
                Duration pause = options.backoff().pause(attempt, random);
                long remaining = deadline - nanos.getAsLong();
                if (remaining <= 0) {
                    break;
                }
                pause(Math.min(pause.toNanos(), remaining));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return waitingEvents();
    }

    private boolean tryFlush(long deadline) throws InterruptedException {
        long remaining = Math.max(0, deadline - nanos.getAsLong());
        if (!flushing.tryLock(remaining, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            return flushUnderLock();
        } finally {
            flushing.unlock();
        }
    }

    private static void pause(long durationNanos) throws InterruptedException {
        new CountDownLatch(1).await(durationNanos, TimeUnit.NANOSECONDS);
    }

    /// Stops within the options' limit; the log says what was lost.
    @Override
    public void close() {
        long lost = stop(options.stopLimit());
        if (lost > 0) {
            LOG.error(
                    "{} item events were lost: the database did not take them within {}",
                    lost,
                    options.stopLimit());
        }
    }

    private LongAdder counter(EventType type) {
        return switch (type) {
            case VIEW -> views;
            case FAVORITE -> favorites;
            case SHARE -> shares;
        };
    }

    /// Views accepted since the start.
    public long views() {
        return views.sum();
    }

    /// Favorites accepted since the start.
    public long favorites() {
        return favorites.sum();
    }

    /// Shares accepted since the start.
    public long shares() {
        return shares.sum();
    }

    /// Events refused since the start, for want of room or because this was stopped.
    public long refused() {
        return refused.sum();
    }

    /// Events accepted and dropped at the flush, since the database did not know their items.
    public long dropped() {
        return dropped.sum();
    }

    /// Flushes that failed since the start.
    public long failedFlushes() {
        return failedFlushes.sum();
    }

    /// Events that are not known to be in the database; an estimate while events come in.
    public long waitingEvents() {
        return pending.events() + counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
