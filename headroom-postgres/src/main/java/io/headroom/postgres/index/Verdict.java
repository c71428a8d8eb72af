package io.headroom.postgres.index;

/// What an index did to one statement.
public enum Verdict {
    /// Faster by more than the tolerance.
    BETTER,
    /// Neither faster nor slower than chance and tolerance explain.
    SAME,
    /// Slower by more than the tolerance, and not by chance.
    WORSE,
    /// It did not run often enough to tell.
    UNKNOWN
}
