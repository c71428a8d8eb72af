package io.headroom.jobs;

/// Does the work of a job. Called on virtual threads; the same handler runs many jobs at once.
///
/// A handler that returns has done its work. One that throws has failed, and the queue's
/// [RetryPolicy] says what follows. It can be called again for a job that it finished, when its
/// node ended before that was written down, or when the transaction of mode `IN_TX` failed that the
/// job shared with others; in that mode the effects that it made through [JobContext#connection]
/// are then not there. It heeds interruption: time-outs, cancellation and the end of the node
/// interrupt it.
///
/// @param <P> the payload
@FunctionalInterface
public interface JobHandler<P extends Record> {

    /// Runs one job.
    ///
    /// @throws Exception when it failed
    void handle(P payload, JobContext context) throws Exception;
}
