package io.headroom.jobs;

import java.time.Duration;

/// Is told what a worker does, on the threads that do it; must be quick and must not throw.
public interface JobListener {

    /// How a run ended.
    enum Outcome {
        /// The work is done.
        DONE,
        /// It failed and will be tried again.
        RETRY,
        /// It failed for good.
        DEAD,
        /// It was cancelled.
        CANCELLED,
        /// It was given back, since the node ends or lost its lease.
        RETURNED
    }

    /// A run begins.
    ///
    /// @param queue the queue
    /// @param type the kind of work
    /// @param waited since it might have run
    default void started(String queue, String type, Duration waited) {}

    /// A run ended.
    ///
    /// @param queue the queue
    /// @param type the kind of work
    /// @param outcome how
    /// @param took since it began
    default void ended(String queue, String type, Outcome outcome, Duration took) {}

    /// Jobs of a node that ended were given to others.
    ///
    /// @param jobs how many
    default void rescued(int jobs) {}
}
