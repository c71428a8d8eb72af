package io.headroom.postgres.index;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One index change, from its proposal to its end.
///
/// @param id its number in the table
/// @param proposal what was asked for, with what was predicted
/// @param requestedBy who asked
/// @param state where it stands
/// @param attempts how often a build was begun
/// @param failure how the build failed; empty when it did not
/// @param proposedAt when it was accepted
/// @param stateSince when it came into its state
/// @param windowFrom when the present window of measuring began; null when none has
/// @param built what was built
/// @param note what holds it up, for people; empty when nothing does
/// @param effects the statements it touches
/// @param progress how far a running build is
/// @param steps its states so far, the earliest first
public record IndexChange(
        long id,
        IndexProposal proposal,
        String requestedBy,
        ChangeState state,
        int attempts,
        String failure,
        Instant proposedAt,
        Instant stateSince,
        @Nullable Instant windowFrom,
        Built built,
        String note,
        List<StatementEffect> effects,
        BuildProgress progress,
        List<Step> steps) {

    public IndexChange {
        effects = List.copyOf(effects);
        steps = List.copyOf(steps);
    }

    /// The index as PostgreSQL describes it.
    ///
    /// @param definition `pg_get_indexdef`; empty until it is built
    /// @param bytes its size when it was built
    /// @param duration how long the build took; zero when a crash hid that
    public record Built(String definition, long bytes, Duration duration) {

        /// Nothing yet.
        public static final Built NOTHING = new Built("", 0, Duration.ZERO);
    }

    /// The coming into a state.
    ///
    /// @param state its label
    /// @param at when
    /// @param node which node wrote it
    /// @param detail why, with figures
    public record Step(String state, Instant at, String node, String detail) {}

    IndexChange with(List<StatementEffect> newEffects) {
        return new IndexChange(
                id,
                proposal,
                requestedBy,
                state,
                attempts,
                failure,
                proposedAt,
                stateSince,
                windowFrom,
                built,
                note,
                newEffects,
                progress,
                steps);
    }

    /// The same one in another state; a build counts as begun.
    IndexChange in(ChangeState newState) {
        return new IndexChange(
                id,
                proposal,
                requestedBy,
                newState,
                newState instanceof ChangeState.Building ? attempts + 1 : attempts,
                failure,
                proposedAt,
                stateSince,
                windowFrom,
                built,
                note,
                effects,
                progress,
                steps);
    }

    IndexChange with(BuildProgress newProgress, List<Step> newSteps) {
        return new IndexChange(
                id,
                proposal,
                requestedBy,
                state,
                attempts,
                failure,
                proposedAt,
                stateSince,
                windowFrom,
                built,
                note,
                effects,
                newProgress,
                newSteps);
    }
}
