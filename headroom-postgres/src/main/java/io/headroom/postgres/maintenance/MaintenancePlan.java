package io.headroom.postgres.maintenance;

import io.headroom.postgres.ViewStatus;
import io.headroom.postgres.maintenance.MaintenanceAction.Analyze;
import io.headroom.postgres.maintenance.MaintenanceAction.DropInvalidIndex;
import io.headroom.postgres.maintenance.MaintenanceAction.Refresh;
import io.headroom.postgres.maintenance.MaintenanceAction.Vacuum;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Chooses what can be done about an inspection's findings without asking anybody else: the cheap
/// and sure first. Bloat, duplicates and unused indexes stay advice.
final class MaintenancePlan {

    private MaintenancePlan() {}

    static List<MaintenanceAction> of(
            Inspection inspection, List<ViewStatus> views, Set<String> byHand, Instant now) {
        List<MaintenanceAction> actions = new ArrayList<>();
        if (!inspection.replica()) {
            for (Finding finding : inspection.of(FindingKind.INVALID_INDEX)) {
                actions.add(
                        new DropInvalidIndex(
                                finding.subject(), "left behind by a build that failed"));
            }
            for (Finding finding : inspection.of(FindingKind.NEVER_ANALYSED)) {
                actions.add(new Analyze(finding.subject(), "never analysed"));
            }
            for (Finding finding : inspection.of(FindingKind.STALE_STATISTICS)) {
                actions.add(
                        new Analyze(
                                finding.subject(),
                                "%.0f rows changed since the last time, autovacuum's threshold is %.0f"
                                        .formatted(
                                                finding.figure("rowsChanged"),
                                                finding.figure("threshold"))));
            }
            for (Finding finding : inspection.of(FindingKind.DEAD_ROWS)) {
                actions.add(
                        new Vacuum(
                                finding.subject(),
                                "%.0f dead rows, autovacuum's threshold is %.0f"
                                        .formatted(
                                                finding.figure("deadRows"),
                                                finding.figure("threshold"))));
            }
            for (ViewStatus view : views) {
                if (byHand.contains(view.name())) {
                    actions.add(new Refresh(view.name(), "asked for by name", true));
                } else if (view.isOverdue(now)) {
                    actions.add(new Refresh(view.name(), overdue(view, now), false));
                }
            }
        }
        return actions;
    }

    private static String overdue(ViewStatus view, Instant now) {
        String since =
                view.age(now)
                        .map(age -> "refreshed " + age.toSeconds() + " s ago")
                        .orElse("never refreshed");
        return since + ", declared for every " + view.interval().toSeconds() + " s";
    }
}
