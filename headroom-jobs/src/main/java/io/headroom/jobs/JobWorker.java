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
/// one for each job that runs in mode `IN_TX`. Safe for use by many threads.
public final class JobWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobWorker.class);
    private static final int BEATS_PER_LEASE = 5;
    private static final long WATCH_MILLIS = 50;
    private static final Duration FIGURES_EVERY = Duration.ofSeconds(2);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
    private static final Duration RESCUE_TIMEOUT = Duration.ofMinutes(1);

    private final Jobs jobs;
    private final Set<String> workedOn;
    private final Map<String, JobSchedule<?>> schedules;
    private final JobListener listener;
    private final LongSupplier nanos;
    private final Node node;
    private final Held held = new Held();
    private final Acks acks;
    private final Runs runs;
    private final Database slowDatabase;
    private final Map<String, QueueRunner> runners = new LinkedHashMap<>();
    private final List<Rounds> rounds = new ArrayList<>();
    private final Rounds pulse;
    private final Rounds counting;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AutoCloseable subscription;
    private volatile JobFigures figures = JobFigures.NONE;
    private volatile long steadySinceNanos = Long.MAX_VALUE;
    private boolean declared;
    private boolean looked;
    private long sweptAtNanos;

    private JobWorker(Builder builder) {
        this.jobs = builder.jobs;
        this.workedOn = Set.copyOf(builder.queues);
        this.schedules = Map.copyOf(builder.schedules);
        this.listener = builder.listener;
        this.nanos = builder.nanos;
        String[] kinds =
                builder.handlers.values().stream()
                        .map(HandledJob::type)
                        .flatMap(type -> {
                            Set<Integer> versions = new HashSet<>(type.upgrades().keySet());
                            versions.add(type.version());
                            return versions.stream().map(type::kind);
                        })
                        .sorted()
                        .toArray(String[]::new);
        JobsOptions options = jobs.options();
        Database database = jobs.database();
        this.slowDatabase = new Database(database.source(), RESCUE_TIMEOUT);
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
                        listener,
                        nanos);
        for (String queue : workedOn) {
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
        this.sweptAtNanos = nanos.getAsLong();
        rounds.add(
                new Rounds(
                        "beat",
                        options.lease().dividedBy(BEATS_PER_LEASE),
                        this::beat,
                        false,
                        nanos));
        this.pulse = new Rounds("look", options.poll(), this::look, true, nanos);
        rounds.add(pulse);
        rounds.add(new Rounds("care", Duration.ofSeconds(1), this::care, false, nanos));
        if (!schedules.isEmpty()) {
            rounds.add(
                    new Rounds("schedule", Duration.ofSeconds(1), this::enqueueDue, false, nanos));
        }
        this.counting = new Rounds("count", FIGURES_EVERY, this::count, true, nanos);
        rounds.add(counting);
        rounds.add(new Rounds("watch", Duration.ofMillis(WATCH_MILLIS), this::watch, false, nanos));
        this.subscription = jobs.wakeUp().subscribe(this::woken);
        runners.values().forEach(QueueRunner::start);
        rounds.forEach(Rounds::start);
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

        /// How transactions of mode `IN_TX` are made; by default with plain JDBC.
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
        return figures;
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

    private void woken(String queue) {
        QueueRunner runner = runners.get(queue);
        if (runner != null && runner.queue().fair()) {
            pulse.soon();
        } else if (runner != null) {
            runner.signal(Set.of(""));
        }
    }

    /// Gives a sign of life, and renews this node's parts of what is limited for the whole cluster.
    private void beat() throws SQLException {
        long before = nanos.getAsLong();
        try {
            jobs.database()
                    .together(connection -> {
                        if (node.beat(connection)) {
                            LOG.info(
                                    "node {} works on {} as number {}",
                                    node.name(),
                                    workedOn,
                                    node.id());
                        }
                        return 0;
                    });
            if (steadySinceNanos == Long.MAX_VALUE) {
                steadySinceNanos = before;
            }
        } catch (SQLException | RuntimeException e) {
            steadySinceNanos = Long.MAX_VALUE;
            throw e;
        }
        if (held.isSuspect()) {
            int given = held.reconcile(slowDatabase, node);
            if (given > 0) {
                LOG.info("{} jobs of claims whose answer was lost are given back", given);
                pulse.soon();
            }
        }
        for (QueueRunner runner : runners.values()) {
            QueueOptions queue = runner.queue();
            long id = node.id();
            if (id != Node.NONE && (queue.clusterConcurrency() > 0 || queue.ratePerSecond() > 0)) {
                Shares.Share share =
                        jobs.database().together(c -> Shares.renew(c, queue, id, runner.running()));
                runner.grant(share.slots(), share.rate());
            }
        }
        if (!looked) {
            looked = true;
            pulse.soon();
        }
    }

    private void look() throws SQLException {
        if (!isAlive()) {
            return;
        }
        Pulse.Sight sight = jobs.database().alone(Pulse::look);
        for (QueueRunner runner : runners.values()) {
            runner.pause(sight.paused().contains(runner.queue().name()));
            Set<String> lanes = sight.ready().get(runner.queue().name());
            if (lanes != null) {
                runner.signal(lanes);
            }
        }
        for (RunningJob job : runs.running()) {
            if (sight.cancelled().contains(job.id())) {
                job.end(RunningJob.End.CANCELLED);
            }
        }
        List<Pulse.Step> steps = new ArrayList<>();
        for (RunningJob job : runs.running()) {
            RunningJob.Progress progress = job.takeProgress();
            if (progress != null) {
                steps.add(new Pulse.Step(job.lease(), progress));
            }
        }
        if (!steps.isEmpty()) {
            jobs.database()
                    .alone(connection -> {
                        Pulse.progress(connection, steps);
                        return 0;
                    });
        }
    }

    private void care() throws SQLException {
        if (!isAlive()) {
            return;
        }
        rescue();
        long now = nanos.getAsLong();
        if (now - sweptAtNanos >= SWEEP_EVERY.toNanos()) {
            sweptAtNanos = now;
            slowDatabase.together(connection -> {
                Retention.sweepKeys(connection);
                Retention.sweepDone(connection, jobs.options().keep().toDays());
                return 0;
            });
        }
    }

    private void enqueueDue() throws SQLException {
        if (!isAlive()) {
            return;
        }
        if (!declared) {
            jobs.database()
                    .together(connection -> {
                        Schedules.declare(connection, schedules);
                        return 0;
                    });
            declared = true;
        }
        jobs.wake(
                jobs.database()
                        .together(connection ->
                                Schedules.enqueueDue(connection, schedules, jobs.enqueuing())));
    }

    /// After an outage every node's lease is over. So nobody is declared dead before all had time
    /// for a sign of life.
    private void rescue() throws SQLException {
        long since = steadySinceNanos;
        Duration patience = jobs.options().lease().multipliedBy(2).dividedBy(BEATS_PER_LEASE);
        if (since == Long.MAX_VALUE || nanos.getAsLong() - since < patience.toNanos()) {
            return;
        }
        while (true) {
            int rescued =
                    slowDatabase.together(connection ->
                            Rescue.one(connection, node.id(), jobs.options().maxCrashes()));
            if (rescued <= 0) {
                return;
            }
            LOG.warn("a node is dead; {} jobs that it held go to others", rescued);
            listener.rescued(rescued);
            pulse.soon();
        }
    }

    private void count() throws SQLException {
        try {
            figures =
                    slowDatabase.alone(
                            connection -> Census.take(connection, jobs.queues().keySet()));
        } catch (SQLException e) {
            JobFigures last = figures;
            figures =
                    new JobFigures(
                            last.at(),
                            last.nodes(),
                            last.queues(),
                            last.dead(),
                            last.newestDead(),
                            String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private void watch() {
        runs.watch();
        runners.values().forEach(QueueRunner::tick);
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
