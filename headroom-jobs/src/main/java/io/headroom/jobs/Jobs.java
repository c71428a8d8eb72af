package io.headroom.jobs;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/// Enqueues jobs and looks after them. Runs none: that is `JobWorker`'s part. Safe for use by many
/// threads.
public final class Jobs {

    private final Map<String, QueueOptions> queues;
    private final JobsOptions options;
    private final Database database;
    private final WakeUp wakeUp;
    private final Payloads payloads;
    private final Enqueue enqueue;
    private final JobRecords records;

    /// @param source where the jobs are, with the tables of `headroom_jobs.sql`
    /// @param queues all queues of the service
    /// @param options what holds for all of them
    /// @param wakeUp tells workers of new jobs
    public Jobs(
            DataSource source,
            Collection<QueueOptions> queues,
            JobsOptions options,
            WakeUp wakeUp) {
        Map<String, QueueOptions> byName = new LinkedHashMap<>();
        for (QueueOptions queue : queues) {
            if (byName.put(queue.name(), queue) != null) {
                throw new IllegalArgumentException(
                        "the queue '" + queue.name() + "' is declared twice");
            }
        }
        this.queues = Map.copyOf(byName);
        this.options = options;
        this.database = new Database(source, options.databaseTimeout());
        this.wakeUp = wakeUp;
        this.payloads = new Payloads(options.payloadLimit());
        this.enqueue = new Enqueue(this.queues, payloads);
        this.records = new JobRecords(database);
    }

    /// Enqueues a job in the caller's transaction: it is there exactly if that commits. The caller
    /// may then call [#wake], so that the job starts at once rather than at the next look, and
    /// should not before.
    ///
    /// @throws UnknownQueueException when the queue is not declared
    /// @throws PayloadTooLargeException when the payload exceeds the limit
    public Enqueued enqueue(Connection transaction, NewJob<?> job) throws SQLException {
        return enqueue.one(transaction, job);
    }

    /// Enqueues many jobs in the caller's transaction, those that are not unique with one
    /// statement. Outcomes are in the order of the jobs. A few thousand at a time are best.
    public List<Enqueued> enqueueAll(Connection transaction, List<? extends NewJob<?>> jobs)
            throws SQLException {
        return enqueue.many(transaction, jobs);
    }

    /// Enqueues a job in a transaction of its own and wakes the workers.
    ///
    /// @throws JobsUnavailableException when PostgreSQL does not answer; the job may then be there
    ///   or not
    public Enqueued enqueue(NewJob<?> job) {
        Enqueued outcome = records.asked("enqueue", () -> database.alone(c -> enqueue.one(c, job)));
        wake(Set.of(job.queue()));
        return outcome;
    }

    /// Enqueues many jobs in a transaction of its own and wakes the workers.
    ///
    /// @throws JobsUnavailableException when PostgreSQL does not answer; the jobs may then all be
    ///   there or none
    public List<Enqueued> enqueueAll(List<? extends NewJob<?>> jobs) {
        List<Enqueued> outcomes =
                records.asked("enqueue", () -> database.together(c -> enqueue.many(c, jobs)));
        wake(jobs.stream().map(NewJob::queue).collect(Collectors.toSet()));
        return outcomes;
    }

    /// Tells workers that these queues have something to do, after the transaction committed. Costs
    /// microseconds, never fails.
    public void wake(Set<String> names) {
        wakeUp.publish(names);
    }

    /// What is known of a job; empty when it is finished and not kept, or never was.
    public Optional<JobStatus> find(long id) {
        return records.find(id);
    }

    /// Takes back a job. One that waits is gone at once; one that runs is interrupted within a
    /// heartbeat, and is then gone if it heeds that.
    ///
    /// @return whether it was there
    public boolean cancel(long id) {
        return records.cancel(id, queues);
    }

    /// Dead letters, the newest first.
    ///
    /// @param queue of this queue; of all when empty
    /// @param limit at most so many, 1 to 1,000
    public List<DeadJob> dead(String queue, int limit) {
        return records.dead(queue, limit);
    }

    /// Gives a dead job another life: it is ready at once, with its number and history, and its
    /// failures counted from 0.
    ///
    /// @return whether it was there
    public boolean requeue(long id) {
        Optional<String> queue = records.requeue(id);
        queue.ifPresent(name -> wake(Set.of(name)));
        return queue.isPresent();
    }

    /// Stops handing out the queue's jobs on all nodes, within the pause between looks. What runs
    /// goes on, what is enqueued waits.
    ///
    /// @throws UnknownQueueException when the queue is not declared
    public void pause(String queue, String by) {
        records.pause(enqueue.queue(queue).name(), by);
        wake(Set.of(queue));
    }

    /// Hands out the queue's jobs again.
    ///
    /// @throws UnknownQueueException when the queue is not declared
    public void resume(String queue) {
        records.resume(enqueue.queue(queue).name());
        wake(Set.of(queue));
    }

    /// The declared queues by name.
    public Map<String, QueueOptions> queues() {
        return queues;
    }

    JobsOptions options() {
        return options;
    }

    Database database() {
        return database;
    }

    WakeUp wakeUp() {
        return wakeUp;
    }

    Payloads payloads() {
        return payloads;
    }

    Enqueue enqueuing() {
        return enqueue;
    }
}
