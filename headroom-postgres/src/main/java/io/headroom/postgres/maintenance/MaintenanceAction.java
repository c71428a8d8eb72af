package io.headroom.postgres.maintenance;

/// Something that maintenance does on request: none of it changes what the service says, and none
/// makes readers or writers wait for longer than a lock is asked for.
public sealed interface MaintenanceAction {

    /// What it is done to, as SQL names it.
    String subject();

    /// Why.
    String reason();

    /// What is run.
    String statement();

    /// The action's name in answers and metrics.
    default String label() {
        return switch (this) {
            case DropInvalidIndex _ -> "drop-invalid-index";
            case Analyze _ -> "analyze";
            case Vacuum _ -> "vacuum";
            case Refresh _ -> "refresh";
        };
    }

    /// Drops what a failed build left. Looked at again right before.
    record DropInvalidIndex(String subject, String reason) implements MaintenanceAction {

        @Override
        public String statement() {
            return "DROP INDEX CONCURRENTLY " + subject;
        }
    }

    /// Reads a sample of a table for the planner.
    record Analyze(String subject, String reason) implements MaintenanceAction {

        @Override
        public String statement() {
            return "ANALYZE " + subject;
        }
    }

    /// Removes dead rows. Without giving the file's end back, for which readers would be locked
    /// out, and without parallel workers.
    record Vacuum(String subject, String reason) implements MaintenanceAction {

        @Override
        public String statement() {
            return "VACUUM (TRUNCATE false, PARALLEL 0) " + subject;
        }
    }

    /// Refreshes a declared materialized view.
    ///
    /// @param byHand whether it was asked for by name, and is refreshed even when fresh
    record Refresh(String subject, String reason, boolean byHand) implements MaintenanceAction {

        @Override
        public String statement() {
            return "REFRESH MATERIALIZED VIEW CONCURRENTLY " + subject;
        }
    }
}
