package io.headroom.jobs;

/// What became of a job that was to be enqueued.
public sealed interface Enqueued {

    /// It is there once the transaction commits.
    ///
    /// @param id the job's number
    record Accepted(long id) implements Enqueued {}

    /// Another job with the same unique key keeps it out.
    ///
    /// @param key the key
    record Duplicate(String key) implements Enqueued {}
}
