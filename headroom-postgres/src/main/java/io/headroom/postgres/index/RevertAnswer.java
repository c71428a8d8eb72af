package io.headroom.postgres.index;

/// What came of asking for an index to be dropped again.
public sealed interface RevertAnswer {

    /// It will be dropped; a build that runs is ended.
    record Accepted(IndexChange change) implements RevertAnswer {}

    /// It is being dropped, was already, or was never built.
    record Over(IndexChange change) implements RevertAnswer {}

    /// There is no change of this suggestion: Headroom drops only what it built.
    record Unknown(String suggestionId) implements RevertAnswer {}
}
