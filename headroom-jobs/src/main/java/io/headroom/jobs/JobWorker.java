package io.headroom.jobs;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs jobs on this node, from [Builder#start] to [#close].
///
/// A few threads of its own keep it going: one gives signs of life, one looks for work, one writes
/// down what is done, one counts, and one for each queue claims; handlers run on virtual threads.
/// When PostgreSQL is away, all of them try on, and what ended meanwhile is written down when it is
/// back. A node that could not give a sign of life for nine tenths of the lease stops what it runs,
/// since at its end others take it over.
///
/// Needs up to six connections at a time for itself, one more for each queue while it claims, and
/// one for each job that runs in mode `IN_TX` or with [QueueOptions#asyncCommit]. Safe for use by
/// many threads.
public final class JobWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobWorker.class);
    private static final long WATCH_MILLIS = 50;
    private static final Duration FIGURES_EVERY = Duration.ofSeconds(2);

    private final Jobs jobs;
    private final LongSupplier nanos;
    private final Node node;
    private final Acks acks;
    private final Runs runs;
    private final Upkeep upkeep;
    private final Map<String, QueueRunner> runners = new LinkedHashMap<>();
    private final List<Rounds> rounds = new ArrayList<>();
    private final Rounds looking;
    private final Rounds counting;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AutoCloseable subscription;

    private JobWorker(Builder builder) {
        this.jobs = builder.jobs;
        this.nanos = builder.nanos;
        JobsOptions options = jobs.options();
        Database database = jobs.database();
        String[] kinds = kinds(builder.handlers.values());
        Held held = new Held();
        this.node = new Node(builder.name, kinds, options.lease().toMillis(), nanos);
        this.acks = new Acks(database, builder.name, held, nanos);
        this.runs =
                new Runs(
                        Map.copyOf(builder.handlers),
                        node,
                        held,
                        acks,
                        jobs.payloads(),
                        builder.transactions,
                        builder.surroundings,
                        builder.listener,
                        nanos);
        for (String queue : builder.queues) {
            runners.put(
                    queue,
                    new QueueRunner(
                            jobs.enqueuing().queue(queue),
                            kinds,
                            node,
                            held,
                            database,
                            runs,
                            nanos));
        }
        this.upkeep =
                new Upkeep(
                        jobs,
                        node,
                        held,
                        runs,
                        runners,
                        Map.copyOf(builder.schedules),
                        builder.listener,
                        nanos,
                        this::lookSoon);
        round("beat", options.lease().dividedBy(Upkeep.BEATS_PER_LEASE), upkeep::beat, false);
        this.looking = round("look", options.poll(), upkeep::look, true);
        round("care", Duration.ofSeconds(1), upkeep::care, false);
        if (!builder.schedules.isEmpty()) {
            round("schedule", Duration.ofSeconds(1), upkeep::enqueueDue, false);
        }
        this.counting = round("count", FIGURES_EVERY, upkeep::count, true);
        round("watch", Duration.ofMillis(WATCH_MILLIS), upkeep::watch, false);
        this.subscription = jobs.wakeUp().subscribe(this::woken);
        runners.values().forEach(QueueRunner::start);
        rounds.forEach(Rounds::start);
    }

    private Rounds round(String name, Duration pause, Rounds.Round step, boolean sparing) {
        Rounds round = new Rounds(name, pause, step, sparing, nanos);
        rounds.add(round);
        return round;
    }

    private static String[] kinds(Collection<HandledJob<?>> handlers) {
        return handlers.stream()
                .map(HandledJob::type)
                .flatMap(type -> {
                    Set<Integer> versions = new HashSet<>(type.upgrades().keySet());
                    versions.add(type.version());
                    return versions.stream().map(type::kind);
                })
                .sorted()
                .toArray(String[]::new);
    }

    /// Begins a worker for these jobs.
    ///
    /// @param name how this node is called in figures and in the history of failures
    public static Builder on(Jobs jobs, String name) {
        return new Builder(jobs, name);
    }

    /// What a worker does. Used by one thread.
    public static final class Builder {

        private final Jobs jobs;
        private final String name;
        private final Map<String, HandledJob<?>> handlers = new HashMap<>();
        private final Map<String, JobSchedule<?>> schedules = new HashMap<>();
        private Set<String> queues;
        private JobTransactions transactions;
        private JobSurroundings surroundings = (context, run) -> run.run();
        private JobListener listener = new JobListener() {};
        private LongSupplier nanos = System::nanoTime;

        private Builder(Jobs jobs, String name) {
            this.jobs = jobs;
            this.name = name;
            this.queues = jobs.queues().keySet();
            this.transactions = JobTransactions.of(jobs.database().source());
        }

        /// Does this type's work.
        public <P extends Record> Builder handling(JobType<P> type, JobHandler<P> handler) {
            return handling(new HandledJob<>(type, handler));
        }

        /// Does this type's work.
        public Builder handling(HandledJob<?> job) {
            if (handlers.put(job.type().name(), job) != null) {
                throw new IllegalArgumentException(
                        "the type '" + job.type().name() + "' has two handlers");
            }
            jobs.enqueuing().queue(job.type().queue());
            return this;
        }

        /// Enqueues by the clock.
        public Builder scheduling(JobSchedule<?> schedule) {
            if (schedules.put(schedule.name(), schedule) != null) {
                throw new IllegalArgumentException(
                        "the schedule '" + schedule.name() + "' is declared twice");
            }
            return this;
        }

        /// Works on these queues; by default on all.
        public Builder workingOn(Collection<String> names) {
            names.forEach(jobs.enqueuing()::queue);
            queues = Set.copyOf(names);
            return this;
        }

        /// Where handlers get their connections from; by default from plain JDBC.
        public Builder inTransactionsOf(JobTransactions other) {
            transactions = other;
            return this;
        }

        /// What stands around each run; by default nothing.
        public Builder surroundedBy(JobSurroundings other) {
            surroundings = other;
            return this;
        }

        /// Who is told of runs; by default nobody.
        public Builder toldTo(JobListener other) {
            listener = other;
            return this;
        }

        /// Monotonic time in nanoseconds; by default that of the JVM.
        public Builder timedBy(LongSupplier monotonicNanos) {
            nanos = monotonicNanos;
            return this;
        }

        /// Begins to work. PostgreSQL may be away; then it begins when that is back.
        public JobWorker start() {
            return new JobWorker(this);
        }
    }

    /// What stands in the tables, counted every two seconds; more rarely where counting takes long.
    public JobFigures figures() {
        return upkeep.figures();
    }

    /// Counts again soon, after a change that somebody made.
    public void recount() {
        counting.soon();
    }

    /// How many jobs this node runs at this moment.
    public int running() {
        return runs.running().size();
    }

    /// How many handlers did not heed their time-out and still run.
    public long stuck() {
        return runs.stuck();
    }

    /// Whether this node holds its lease, so that it may run jobs.
    public boolean isAlive() {
        return node.id() != Node.NONE;
    }

    private void lookSoon() {
        looking.soon();
    }

    private void woken(String queue) {
        QueueRunner runner = runners.get(queue);
        if (runner != null && runner.queue().fair()) {
            lookSoon();
        } else if (runner != null) {
            runner.signal(Set.of(""));
        }
    }

    /// Claims nothing more, gives back what has not begun, lets running jobs finish for the stop's
    /// grace, interrupts the others and gives them back, too. What heeds nothing is left to the
    /// other nodes, which take it over when this node's lease ends.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            subscription.close();
        } catch (Exception e) {
            LOG.debug("cannot end the subscription", e);
        }
        runners.values().forEach(QueueRunner::stop);
        CountDownLatch never = new CountDownLatch(1);
        boolean idle = awaitIdle(jobs.options().stopGrace(), never);
        if (!idle) {
            runs.running().forEach(job -> job.end(RunningJob.End.STOPPED));
            idle = awaitIdle(Runs.HEED, never);
        }
        acks.close(nanos.getAsLong() + Runs.HEED.toNanos());
        rounds.forEach(Rounds::stop);
        try {
            jobs.database()
                    .alone(connection -> {
                        node.leave(connection);
                        return 0;
                    });
        } catch (SQLException | RuntimeException e) {
            LOG.warn("cannot sign off; the node's lease will end by itself: {}", e.toString());
        }
        if (!idle) {
            LOG.warn("{} jobs did not end and are left to other nodes", runs.running().size());
        }
    }

    private boolean awaitIdle(Duration atMost, CountDownLatch never) {
        long deadline = nanos.getAsLong() + atMost.toNanos();
        while (!runs.running().isEmpty()) {
            try {
                if (nanos.getAsLong() - deadline >= 0 || never.await(20, TimeUnit.MILLISECONDS)) {
                    return false;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
