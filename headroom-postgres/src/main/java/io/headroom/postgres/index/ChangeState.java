package io.headroom.postgres.index;

import java.util.Locale;

/// Where an index change stands. Each is written to the table before anything of it is done.
///
/// ```
/// PROPOSED → BUILDING → VERIFYING → KEPT
///     ↓          ↓           ↓        ↓ by hand
///   FAILED    FAILED      REVERTING ←─┘
///                            ↓
///                         REVERTED
/// ```
///
/// An operator's revert leads from every state but the last two to REVERTING.
public sealed interface ChangeState {

    /// Accepted; the statements' times without the index are being measured.
    record Proposed() implements ChangeState {}

    /// The index is being built, or was when something broke off.
    record Building() implements ChangeState {}

    /// The index is there; the statements' times with it are being measured.
    record Verifying() implements ChangeState {}

    /// The index is to be dropped, for this reason.
    record Reverting(String reason) implements ChangeState {}

    /// The index stays.
    ///
    /// @param measuredSaving the share of the workload's time that is saved, negative when more is
    ///   needed than before; NaN when no statement of the table ran often enough to tell
    record Kept(double measuredSaving) implements ChangeState {}

    /// The index was dropped again, or never built since the change was taken back.
    record Reverted(String reason) implements ChangeState {}

    /// The index could not be built, and nothing of it is left; or it could not be dropped, and the
    /// reason says so.
    record Failed(String reason) implements ChangeState {}

    /// The name in the table and in the HTTP contract: `PROPOSED`, `BUILDING` …
    default String label() {
        return getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }

    /// Whether work is left to do.
    default boolean isOpen() {
        return switch (this) {
            case Proposed _, Building _, Verifying _, Reverting _ -> true;
            case Kept _, Reverted _, Failed _ -> false;
        };
    }

    /// Why the change is where it is; empty where that is plain.
    default String reason() {
        return switch (this) {
            case Reverting(String reason) -> reason;
            case Reverted(String reason) -> reason;
            case Failed(String reason) -> reason;
            case Proposed _, Building _, Verifying _, Kept _ -> "";
        };
    }

    /// Reads what the table holds.
    static ChangeState of(String label, String reason, double measuredSaving) {
        return switch (label) {
            case "PROPOSED" -> new Proposed();
            case "BUILDING" -> new Building();
            case "VERIFYING" -> new Verifying();
            case "REVERTING" -> new Reverting(reason);
            case "KEPT" -> new Kept(measuredSaving);
            case "REVERTED" -> new Reverted(reason);
            case "FAILED" -> new Failed(reason);
            default ->
                    throw new IllegalStateException(
                            "headroom_index_change holds the unknown state '"
                                    + label
                                    + "'; a newer version of Headroom wrote it");
        };
    }
}
