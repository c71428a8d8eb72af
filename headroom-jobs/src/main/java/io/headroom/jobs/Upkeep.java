package io.headroom.jobs;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a worker does again and again beside its queues: each method is one round.
///
/// Signs of life, looks, care for dead nodes, schedules and counting each have a thread of their
/// own, so that one that waits for PostgreSQL does not keep the others.
final class Upkeep {

    /// Signs of life in a lease.
    static final int BEATS_PER_LEASE = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);
    private static final Duration SLOW_TIMEOUT = Duration.ofMinutes(1);

    private final Jobs jobs;
    private final Node node;
    private final Held held;
    private final Runs runs;
    private final Map<String, QueueRunner> runners;
    private final Map<String, JobSchedule<?>> schedules;
    private final JobListener listener;
    private final LongSupplier nanos;
    private final Runnable lookSoon;
    private final Database slowDatabase;
    private volatile JobFigures figures = JobFigures.NONE;
    private volatile long steadySinceNanos = Long.MAX_VALUE;
    private boolean declared;
    private boolean looked;
    private long sweptAtNanos;

    /// @param lookSoon lets the next look begin at once
    Upkeep(
            Jobs jobs,
            Node node,
            Held held,
            Runs runs,
            Map<String, QueueRunner> runners,
            Map<String, JobSchedule<?>> schedules,
            JobListener listener,
            LongSupplier nanos,
            Runnable lookSoon) {
        this.jobs = jobs;
        this.node = node;
        this.held = held;
        this.runs = runs;
        this.runners = runners;
        this.schedules = schedules;
        this.listener = listener;
        this.nanos = nanos;
        this.lookSoon = lookSoon;
        this.slowDatabase = new Database(jobs.database().source(), SLOW_TIMEOUT);
        this.sweptAtNanos = nanos.getAsLong();
    }

    JobFigures figures() {
        return figures;
    }

    private boolean isAlive() {
        return node.id() != Node.NONE;
    }

    /// Gives a sign of life, and renews this node's parts of what is limited for the whole cluster.
    void beat() throws SQLException {
        long before = nanos.getAsLong();
        try {
            jobs.database()
                    .together(connection -> {
                        if (node.beat(connection)) {
                            LOG.info(
                                    "node {} works on {} as number {}",
                                    node.name(),
                                    runners.keySet(),
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
                lookSoon.run();
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
            lookSoon.run();
        }
    }

    void look() throws SQLException {
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

    void care() throws SQLException {
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

    void enqueueDue() throws SQLException {
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
            lookSoon.run();
        }
    }

    void count() throws SQLException {
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

    void watch() {
        runs.watch();
        runners.values().forEach(QueueRunner::tick);
    }
}
