package io.headroom.postgres.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One step of a run, as the table `headroom_maintenance` has it.
///
/// @param number its place in the run, from 1
/// @param action the action's label: `analyze`
/// @param subject what it is done to
/// @param statement what is run
/// @param reason why
/// @param state how far it is
/// @param startedAt when it began; null before
/// @param duration how long it took; zero before its end
/// @param message why it failed or was skipped; else empty
public record MaintenanceStep(
        int number,
        String action,
        String subject,
        String statement,
        String reason,
        State state,
        @Nullable Instant startedAt,
        Duration duration,
        String message) {

    /// How far a step is.
    public enum State {
        PLANNED,
        RUNNING,
        DONE,
        FAILED,
        /// The time was used up, or it was not needed any more.
        SKIPPED,
        /// The node that worked on it is gone.
        ABANDONED;

        /// The name in answers and in the table: `done`.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }
}
