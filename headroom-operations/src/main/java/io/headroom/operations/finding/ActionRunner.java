package io.headroom.operations.finding;

/// Does actions of some kinds. Called by one thread at a time; safe for use by many. An outcome
/// that can be expected is returned; what is thrown counts as refused, with its message.
public interface ActionRunner {

    /// Whether it does this kind of action.
    boolean runs(Action action);

    /// Says what would be done, and changes nothing.
    RunOutcome check(Action action);

    /// Does it, if the present value is still the one that it starts from.
    ///
    /// @param operator who asks
    RunOutcome apply(Action action, String operator);

    /// Takes it back, if the present value is still the one that it made.
    RunOutcome undo(Action action, String operator);

    /// Whether what was done is still in force after the service's restart; else it is applied
    /// again then, since the operator has not taken it back.
    boolean survivesRestart(Action action);

    /// How far an action is that is judged by whoever does it; [Progress.ByFigure] leaves the
    /// judgement to the prediction's figure.
    default Progress progress(Action action) {
        return new Progress.ByFigure();
    }

    /// What came of an attempt.
    sealed interface RunOutcome {

        /// It is done, or would be.
        ///
        /// @param detail a sentence
        record Done(String detail) implements RunOutcome {}

        /// Nothing was done.
        ///
        /// @param reason why, and what to do
        record Refused(String reason) implements RunOutcome {}
    }

    /// How far an action is.
    sealed interface Progress {

        /// Judged by the prediction's figure.
        record ByFigure() implements Progress {}

        /// Not done, or not judged yet.
        record Working(String detail) implements Progress {}

        /// Judged.
        ///
        /// @param state what it came to
        /// @param change the measured change of what was foretold; NaN when it is not known
        record Judged(Change.State state, double change, String detail) implements Progress {}
    }
}
