package io.headroom.postgres.statement;

import java.time.Instant;
import java.util.List;

/// How the watch itself is doing.
public sealed interface WatchStatus {

    /// No reading has been made yet.
    record Starting() implements WatchStatus {}

    /// It reads.
    ///
    /// @param readAt when last
    /// @param millis how long that round took
    /// @param limitations what this server or role does not show, each with what to do; empty when
    ///   nothing is missing
    record Reading(Instant readAt, double millis, List<String> limitations)
            implements WatchStatus {}

    /// It cannot read; it tries on.
    ///
    /// @param problem what is wrong
    /// @param advice what to do about it
    record Unavailable(String problem, String advice) implements WatchStatus {}
}
