package io.headroom.postgres.maintenance;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// One request for maintenance, on whichever node.
///
/// @param id its name
/// @param askedBy who asked
/// @param plannedAt when
/// @param underWay whether a session of the cluster works on it
/// @param steps what is done, in order
/// @param phase what PostgreSQL says it is doing in the running step (`scanning heap`); empty where
///   it does not tell
/// @param share which share of the running step's table is scanned, 0 to 1; NaN where unknown
public record MaintenanceRun(
        UUID id,
        String askedBy,
        Instant plannedAt,
        boolean underWay,
        List<MaintenanceStep> steps,
        String phase,
        double share) {

    public MaintenanceRun {
        steps = List.copyOf(steps);
    }
}
