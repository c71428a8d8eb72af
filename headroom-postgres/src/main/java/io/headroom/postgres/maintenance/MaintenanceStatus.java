package io.headroom.postgres.maintenance;

import io.headroom.postgres.ViewStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is known of a database's maintenance.
///
/// @param inspection what was found, and when
/// @param recordsAt when the views and the last run were read
/// @param views the declared views
/// @param wouldDo what a run would do about it, in its order
/// @param lastRun the last run, on whichever node; empty when there was none
/// @param gaps what could not be read, of the inspection and beside it
public record MaintenanceStatus(
        Inspection inspection,
        Instant recordsAt,
        List<ViewStatus> views,
        List<MaintenanceAction> wouldDo,
        Optional<MaintenanceRun> lastRun,
        List<Gap> gaps) {

    public MaintenanceStatus {
        views = List.copyOf(views);
        wouldDo = List.copyOf(wouldDo);
        gaps = List.copyOf(gaps);
    }
}
