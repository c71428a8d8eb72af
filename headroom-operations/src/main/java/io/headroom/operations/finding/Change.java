package io.headroom.operations.finding;

import java.time.Instant;

/// An action that was applied, and what it brought.
///
/// @param id counts the changes of this service
/// @param finding the id of what it was done about
/// @param operator who applied it
/// @param appliedAt when
/// @param state how far it is
/// @param stateSince since when
/// @param change the measured change of the figure, as a share of what it was; NaN until judged or
///   where there is no figure
/// @param pValue how likely a difference like this is by chance; NaN where no test was made
/// @param superiority the likelihood that a moment after was better than one before, from 0 to 1:
///   Vargha and Delaney's A; NaN where no test was made
/// @param detail a sentence about the state
public record Change(
        long id,
        String finding,
        Offer offer,
        String operator,
        Instant appliedAt,
        State state,
        Instant stateSince,
        double change,
        double pValue,
        double superiority,
        String detail) {

    /// How far a change is.
    public enum State {
        /// In force, and being measured.
        VERIFYING,

        /// In force: the figure became better, and not by chance.
        CONFIRMED,

        /// In force, without a difference that could be told from chance.
        NO_EFFECT,

        /// In force, without a judgement: too little could be measured.
        UNJUDGED,

        /// Taken back by itself: the figure became worse, and not by chance.
        REVERTED,

        /// Taken back by an operator, or not put back after a restart.
        UNDONE,

        /// It could not be done, or not taken back; the detail says which.
        FAILED;

        private boolean inForce() {
            return switch (this) {
                case VERIFYING, CONFIRMED, NO_EFFECT, UNJUDGED -> true;
                case REVERTED, UNDONE, FAILED -> false;
            };
        }
    }

    public Change {
        detail = Suspicion.clipped(detail);
    }

    Change to(State next, Instant at, String why) {
        return new Change(
                id,
                finding,
                offer,
                operator,
                appliedAt,
                next,
                at,
                change,
                pValue,
                superiority,
                why);
    }

    Change measured(double by, double p, double a) {
        return new Change(
                id, finding, offer, operator, appliedAt, state, stateSince, by, p, a, detail);
    }

    /// Whether what was done is in force. What cannot be taken back is so only until it was judged:
    /// it is done, and can be done again.
    public boolean inForce() {
        return state.inForce() && (state == State.VERIFYING || offer.action().isReversible());
    }

    /// Whether the prediction was put to the test.
    public boolean isMeasured() {
        return Double.isFinite(change);
    }
}
