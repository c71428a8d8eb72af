package io.headroom.jobs;

import io.headroom.jobs.JobListener.Outcome;
import io.headroom.jobs.RunningJob.End;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs handlers, and says how each run ended.
final class Runs {

    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

    /// How long a handler may take to heed an interruption before it is left to itself.
    static final Duration HEED = Duration.ofSeconds(5);

    private final Map<String, HandledJob<?>> handlers;
    private final Node node;
    private final Held held;
    private final Acks acks;
    private final Payloads payloads;
    private final TransactedRuns transacted;
    private final LentRuns lent;
    private final JobSurroundings surroundings;
    private final JobListener listener;
    private final LongSupplier nanos;
    private final Map<Long, RunningJob> running = new ConcurrentHashMap<>();

    Runs(
            Map<String, HandledJob<?>> handlers,
            Node node,
            Held held,
            Acks acks,
            Payloads payloads,
            JobTransactions transactions,
            JobSurroundings surroundings,
            JobListener listener,
            LongSupplier nanos) {
        this.handlers = handlers;
        this.node = node;
        this.held = held;
        this.acks = acks;
        this.payloads = payloads;
        this.transacted = new TransactedRuns(this, transactions, nanos);
        this.lent = new LentRuns(this, transactions, nanos);
        this.surroundings = surroundings;
        this.listener = listener;
        this.nanos = nanos;
    }

    Collection<RunningJob> running() {
        return running.values();
    }

    /// Runs a job on a thread of its own.
    void start(Lease lease, QueueOptions queue, Place where) {
        OccupiedPlace place = new OccupiedPlace(where);
        RunningJob job = enter(lease, queue, place);
        Thread.ofVirtual()
                .name("job-", lease.id())
                .start(() -> {
                    try {
                        run(job);
                    } finally {
                        for (RunningJob ran : place.jobs()) {
                            settle(ran, new Ending.Returned(), Outcome.RETURNED);
                            running.remove(ran.id(), ran);
                        }
                        place.free();
                    }
                });
    }

    private RunningJob enter(Lease lease, QueueOptions queue, OccupiedPlace place) {
        RunningJob job = new RunningJob(lease, node, queue, payloads, place, nanos);
        place.jobs().add(job);
        running.put(lease.id(), job);
        return job;
    }

    /// Gives back a job that did not start.
    void giveBack(Lease lease) {
        acks.later(new Ack(lease, new Ending.Returned()));
    }

    private void run(RunningJob job) {
        try {
            if (!isStarted(job)) {
                return;
            }
            OccupiedPlace place = job.place();
            QueueOptions queue = job.options();
            if (queue.mode() == Mode.IN_TX) {
                transacted.run(job, place::isAwaited, () -> next(place, queue));
            } else if (queue.asyncCommit()) {
                lent.run(job, () -> next(place, queue));
            } else {
                handle(job);
                done(job);
            }
        } catch (Throwable error) {
            failed(job, error);
        }
    }

    /// Another job in the same place.
    private Optional<RunningJob> next(OccupiedPlace place, QueueOptions queue) {
        return place.next().map(lease -> enter(lease, queue, place)).filter(this::isStarted);
    }

    private boolean isStarted(RunningJob job) {
        if (!isHeld(job)) {
            return false;
        }
        Lease lease = job.lease();
        listener.started(
                lease.queue(),
                lease.kind().type(),
                Duration.ofMillis(Math.max(0, lease.waitedMillis())));
        return true;
    }

    /// Whether the job is still this node's; gives it back if not.
    boolean isHeld(RunningJob job) {
        if (node.holds(job.lease().node())) {
            return true;
        }
        settle(job, new Ending.Returned(), Outcome.RETURNED);
        return false;
    }

    void handle(RunningJob job) throws Exception {
        Lease lease = job.lease();
        HandledJob<?> handler = handlers.get(lease.kind().type());
        if (handler == null) {
            throw new IllegalStateException("no handler for " + lease.kind());
        }
        job.enter(Thread.currentThread());
        try {
            surroundings.around(
                    job,
                    () -> handler.handle(lease.kind().version(), lease.payload(), payloads, job));
        } finally {
            job.leave();
        }
    }

    /// The handler returned, and the job is to be acknowledged.
    void done(RunningJob job) {
        settle(job, ending(job), Outcome.DONE);
    }

    /// The job is acknowledged in its transaction.
    void committed(RunningJob job) {
        held.remove(job.lease());
        if (job.settle()) {
            ended(job, Outcome.DONE);
        }
    }

    /// How it ends when its handler returned.
    static Ending.Done ending(RunningJob job) {
        String result = job.writtenResult();
        boolean kept =
                switch (job.options().history()) {
                    case NONE -> false;
                    case RESULTS -> result != null;
                    case ALL -> true;
                };
        return new Ending.Done(kept ? result : null, kept);
    }

    /// It ended by an exception; what follows depends on why, and on the policy of retries.
    void failed(RunningJob job, Throwable error) {
        QueueOptions queue = job.options();
        Lease lease = job.lease();
        Throwable cause = error;
        switch (job.end()) {
            case STOPPED, LEASE_LOST -> {
                settle(job, new Ending.Returned(), Outcome.RETURNED);
                return;
            }
            case CANCELLED -> {
                settle(
                        job,
                        new Ending.Cancelled(queue.history() == History.ALL),
                        Outcome.CANCELLED);
                return;
            }
            case TIMED_OUT -> {
                cause = new TimeoutException("ran longer than the time-out of " + queue.timeout());
                cause.addSuppressed(error);
            }
            case NO -> {}
        }
        if (lease.node() != node.id() && node.isLost(lease.node())) {
            settle(job, new Ending.Returned(), Outcome.RETURNED);
            return;
        }
        RetryPolicy.Verdict verdict =
                queue.retry().after(lease.failures() + 1, cause, ThreadLocalRandom.current());
        switch (verdict) {
            case RetryPolicy.Verdict.Retry(Duration pause) -> {
                LOG.debug(
                        "job {} of type {} failed, next try in {}",
                        lease.id(),
                        lease.kind().type(),
                        pause,
                        cause);
                settle(
                        job,
                        new Ending.Retry(
                                pause.toMillis(),
                                lease.priority() * queue.aging().toMillis(),
                                Failure.text(cause)),
                        Outcome.RETRY);
            }
            case RetryPolicy.Verdict.Die() -> {
                LOG.warn(
                        "job {} of type {} is dead after {} failures",
                        lease.id(),
                        lease.kind().type(),
                        lease.failures() + 1,
                        cause);
                settle(job, new Ending.Dead(Failure.text(cause)), Outcome.DEAD);
            }
        }
    }

    private void settle(RunningJob job, Ending ending, Outcome outcome) {
        if (!job.settle()) {
            return;
        }
        Ack ack = new Ack(job.lease(), ending, job.committedIn());
        if (job.options().mode() == Mode.SYNC) {
            acks.now(ack).join();
        } else {
            acks.later(ack);
        }
        ended(job, outcome);
    }

    private void ended(RunningJob job, Outcome outcome) {
        listener.ended(job.queue(), job.type(), outcome, Duration.ofNanos(job.tookNanos()));
    }

    /// Interrupts what ran too long or is no longer this node's; what does not heed that within
    /// [#HEED] is left to itself, its transaction broken, and its place given to another.
    void watch() {
        for (RunningJob job : running.values()) {
            if (job.isHandled()) {
                continue;
            }
            long overNanos = job.tookNanos() - job.options().timeout().toNanos();
            if (overNanos > 0) {
                job.end(End.TIMED_OUT);
            }
            if (!node.holds(job.lease().node())) {
                job.end(End.LEASE_LOST);
            }
            if (overNanos > HEED.toNanos() && !job.isSettled()) {
                LOG.error(
                        "job {} of type {} does not end {} after its time-out; its thread is left to itself",
                        job.id(),
                        job.type(),
                        HEED);
                abandon(job);
            }
        }
    }

    private void abandon(RunningJob job) {
        failed(job, new TimeoutException("did not heed the interruption"));
        job.abort();
        // What shared its transaction was undone with it.
        job.place().jobs().forEach(other -> settle(other, new Ending.Returned(), Outcome.RETURNED));
        job.place().free();
    }

    /// How many handlers did not heed an interruption and still run.
    long stuck() {
        return running.values().stream()
                .filter(job -> job.isSettled() && !job.isHandled())
                .filter(job -> job.end() == End.TIMED_OUT)
                .count();
    }
}
