package io.headroom.embedded;

/// What a server's data survives.
public enum Durability {
    /// What was confirmed to a client survives `kill -9` of every process. PostgreSQL runs with
    /// `fsync`, `synchronous_commit` and `full_page_writes` on, so that it survives a power cut
    /// too. Redis runs with `appendonly yes` and `appendfsync everysec`: every confirmed write has
    /// been handed to the operating system, but a power cut may take its last second, which is fair
    /// for caches and logs and several times as fast as `always`.
    DURABLE,
    /// Nothing is forced to disk: for tests, whose data ends with them. A crash of the machine may
    /// leave data that no server reads any more.
    VOLATILE
}
