package io.headroom.jobs;

/// Which finished jobs stay visible for the time that the queue keeps them.
public enum History {
    /// None: a finished job is forgotten with its result.
    NONE,
    /// Those with a result.
    RESULTS,
    /// All, and those that were cancelled.
    ALL
}
