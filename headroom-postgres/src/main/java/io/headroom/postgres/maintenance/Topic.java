package io.headroom.postgres.maintenance;

/// What a finding is about.
public enum Topic {
    /// Dead rows, bloat, transaction numbers and who holds them back.
    VACUUM,
    /// What the planner knows.
    STATISTICS,
    /// Indexes that cost more than they give.
    INDEXES
}
