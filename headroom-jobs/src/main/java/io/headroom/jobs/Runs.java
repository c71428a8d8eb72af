package io.headroom.jobs;

import io.headroom.jobs.Acks.Ending;
import io.headroom.jobs.JobListener.Outcome;
import io.headroom.jobs.RunningJob.End;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
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
    private final JobTransactions transactions;
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
        this.transactions = transactions;
        this.surroundings = surroundings;
        this.listener = listener;
        this.nanos = nanos;
    }

    Collection<RunningJob> running() {
        return running.values();
    }

    /// Runs a job on a thread of its own.
    ///
    /// @param free is called once when the job's place is free
    void start(Lease lease, QueueOptions queue, Runnable free) {
        RunningJob job = new RunningJob(lease, node, queue, payloads, nanos);
        Place place = new Place(free);
        running.put(lease.id(), job);
        places.put(job, place);
        Thread.ofVirtual().name("job-", lease.id()).start(() -> run(job, place));
    }

    private final Map<RunningJob, Place> places = new ConcurrentHashMap<>();

    /// A place in the queue's concurrency, freed once.
    private static final class Place {
        private final Runnable free;
        private boolean freed;

        Place(Runnable free) {
            this.free = free;
        }

        synchronized void free() {
            if (!freed) {
                freed = true;
                free.run();
            }
        }
    }

    /// Gives back a job that did not start.
    void giveBack(Lease lease) {
        acks.later(lease, new Ending.Returned());
    }

    private void run(RunningJob job, Place place) {
        Lease lease = job.lease();
        try {
            if (!node.holds(lease.node())) {
                settle(job, new Ending.Returned(), Outcome.RETURNED);
                return;
            }
            listener.started(
                    lease.queue(),
                    lease.kind().type(),
                    Duration.ofMillis(Math.max(0, lease.waitedMillis())));
            HandledJob<?> handler = handlers.get(lease.kind().type());
            if (handler == null) {
                throw new IllegalStateException("no handler for " + lease.kind());
            }
            if (job.options().mode() == Mode.IN_TX) {
                transactions.run(connection -> {
                    job.in(connection);
                    try {
                        handle(job, handler);
                    } finally {
                        job.in(null);
                    }
                    if (!Acks.inTransaction(connection, lease, done(job))) {
                        throw new JobCancelledException(
                                "the job %d is no longer this run's".formatted(lease.id()));
                    }
                });
                held.remove(lease);
                if (job.settle()) {
                    ended(job, Outcome.DONE);
                }
            } else {
                handle(job, handler);
                settle(job, done(job), Outcome.DONE);
            }
        } catch (Throwable error) {
            failed(job, error);
        } finally {
            running.remove(lease.id(), job);
            places.remove(job);
            place.free();
        }
    }

    private void handle(RunningJob job, HandledJob<?> handler) throws Exception {
        job.enter(Thread.currentThread());
        try {
            Lease lease = job.lease();
            surroundings.around(
                    job,
                    () -> handler.handle(lease.kind().version(), lease.payload(), payloads, job));
        } finally {
            job.leave();
        }
    }

    private static Ending.Done done(RunningJob job) {
        String result = job.writtenResult();
        boolean kept =
                switch (job.options().history()) {
                    case NONE -> false;
                    case RESULTS -> result != null;
                    case ALL -> true;
                };
        return new Ending.Done(kept ? result : null, kept);
    }

    private void failed(RunningJob job, Throwable error) {
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
        if (job.options().mode() == Mode.SYNC) {
            acks.now(job.lease(), ending).join();
        } else {
            acks.later(job.lease(), ending);
        }
        ended(job, outcome);
    }

    private void ended(RunningJob job, Outcome outcome) {
        listener.ended(job.queue(), job.type(), outcome, Duration.ofNanos(job.tookNanos()));
    }

    /// Interrupts what ran too long or is no longer this node's; what does not heed that within
    /// [#HEED] is left to itself, and its place given to another.
    void watch() {
        for (RunningJob job : running.values()) {
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
                failed(job, new TimeoutException("did not heed the interruption"));
                job.abort();
                Place place = places.get(job);
                if (place != null) {
                    place.free();
                }
            }
        }
    }

    /// How many handlers did not heed an interruption and still run.
    long stuck() {
        return running.values().stream()
                .filter(RunningJob::isSettled)
                .filter(job -> job.end() == End.TIMED_OUT)
                .count();
    }
}
