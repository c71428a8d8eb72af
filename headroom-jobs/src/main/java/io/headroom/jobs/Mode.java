package io.headroom.jobs;

/// How it is written down that a job is done. In every mode a handler's effects outside the
/// database happen at least once.
public enum Mode {
    /// In groups, a few milliseconds later, many jobs with one commit. A node that ends in between
    /// repeats what it had not written down. The fastest where handlers have no effects in this
    /// database.
    GROUP,
    /// Before the next job takes its place: at most as many repeats as the queue has places.
    SYNC,
    /// In the transaction of the handler's own effects: those happen exactly once.
    ///
    /// With [QueueOptions#jobsPerTransaction] above 1, jobs that wait anyway run one after the
    /// other in one transaction of some 20 ms, each from the second on under a savepoint, and share
    /// its commit: a job that fails takes back its own effects alone. When the whole transaction
    /// fails, at its commit or by a session that broke, each of its jobs runs again in one of its
    /// own. Nobody waits for others to come. What a handler locks, or sets for the transaction, it
    /// keeps until the others are done.
    IN_TX
}
