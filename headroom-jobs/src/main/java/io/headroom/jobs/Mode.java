package io.headroom.jobs;

/// How it is written down that a job is done. In every mode a handler's effects outside the
/// database happen at least once.
public enum Mode {
    /// In groups, a few milliseconds later, many jobs with one commit. A node that ends in between
    /// repeats what it had not written down. The fastest.
    GROUP,
    /// Before the next job takes its place: at most as many repeats as the queue has places.
    SYNC,
    /// In the transaction of the handler's own effects: those happen exactly once.
    IN_TX
}
