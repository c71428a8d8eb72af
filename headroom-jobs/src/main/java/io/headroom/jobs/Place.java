package io.headroom.jobs;

import java.util.Optional;

/// A place in a queue's concurrency.
interface Place {

    /// Whether a job waits for it.
    boolean isAwaited();

    /// The next job to run in it; empty when there is none.
    Optional<Lease> next();

    /// Gives it up, once.
    void free();
}
