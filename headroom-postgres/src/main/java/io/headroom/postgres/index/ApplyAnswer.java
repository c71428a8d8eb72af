package io.headroom.postgres.index;

/// What came of asking for an index change.
public sealed interface ApplyAnswer {

    /// It will be made; watch it in [IndexChanges#recent].
    ///
    /// @param change as it stands
    record Accepted(IndexChange change) implements ApplyAnswer {}

    /// The same index is on its way already, or was built and kept; nothing new was begun.
    ///
    /// @param change the earlier one
    record Existing(IndexChange change) implements ApplyAnswer {}

    /// It would not be safe.
    ///
    /// @param preflight what was found
    record Refused(Preflight preflight) implements ApplyAnswer {}
}
