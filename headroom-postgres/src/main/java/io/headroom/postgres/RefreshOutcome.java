package io.headroom.postgres;

import java.time.Duration;

/// How an attempt to refresh a materialized view ended.
public sealed interface RefreshOutcome {

    /// The view has new content.
    ///
    /// @param duration how long the refresh took, with what was to be done afterwards
    record Refreshed(Duration duration) implements RefreshOutcome {}

    /// Some node refreshed the view within its interval.
    ///
    /// @param dueIn how long until the next refresh is due
    record SkippedFresh(Duration dueIn) implements RefreshOutcome {}

    /// Another session is refreshing the view right now.
    record SkippedLocked() implements RefreshOutcome {}

    /// The view has its old content. The failure stands in the log and, if the database could still
    /// be reached, in `headroom_view_refresh`.
    ///
    /// @param error what happened, in the words of the database or its driver
    record Failed(String error) implements RefreshOutcome {}
}
