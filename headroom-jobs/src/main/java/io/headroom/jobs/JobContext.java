package io.headroom.jobs;

import java.sql.Connection;

/// What a handler knows of its job. Safe for use by the handler's threads.
public interface JobContext {

    /// The job's number.
    long id();

    /// The queue it came from.
    String queue();

    /// The name of its type.
    String type();

    /// The fencing token of this run: greater than that of every earlier run of the job. It may
    /// skip numbers.
    int attempt();

    /// How often it failed before; 0 on the first run.
    int failures();

    /// For whom it runs; empty for nobody in particular.
    String tenant();

    /// The request it belongs to; empty for none.
    String correlationId();

    /// Tells how far the work is. Written down in the background about once a second; the last word
    /// counts.
    ///
    /// @param share from 0 to 1
    /// @param note at most 200 characters are kept
    void progress(double share, String note);

    /// Keeps a result beside the finished job for as long as the queue keeps results.
    ///
    /// @param result anything that can be written as JSON, within the limit of payloads
    void result(Object result);

    /// Whether the work shall end: by time-out, cancellation, the end of this node, or a lease that
    /// could not be renewed. The handler's thread is interrupted, too.
    boolean isCancelled();

    /// Does nothing while the job is this run's; to be asked before an effect outside the database.
    ///
    /// @throws JobCancelledException when the work shall end
    void ensureHeld();

    /// In mode `IN_TX` the transaction that the job is acknowledged in: neither commit nor close
    /// it. With [QueueOptions#asyncCommit] a connection that commits by itself, without waiting for
    /// the disk: a transaction that is begun on it must be ended, or the job has failed; do not
    /// close it.
    ///
    /// @throws IllegalStateException in a queue that has neither
    Connection connection();
}
