package io.headroom.postgres.maintenance;

import io.headroom.postgres.maintenance.MaintenanceStep.State;
import java.util.Map;
import java.util.UUID;

/// How a request for maintenance ended.
public sealed interface OptimizeOutcome {

    /// It ran to its end.
    ///
    /// @param run its id
    /// @param steps how many steps ended in each state; none when nothing was to be done
    record Ran(UUID run, Map<State, Long> steps) implements OptimizeOutcome {}

    /// Another session of the cluster is at it.
    record Busy() implements OptimizeOutcome {}

    /// It could not begin, or its connection broke.
    ///
    /// @param error what happened, in the words of the database or its driver
    record Failed(String error) implements OptimizeOutcome {}
}
