package io.headroom.postgres.session;

/// What became of an attempt to end a session.
public sealed interface TerminationOutcome {

    /// Its statement was told to end. If it has not after [TerminationOptions#cancelGrace], the
    /// session is ended, as long as it still runs that same statement.
    record Cancelled() implements TerminationOutcome {}

    /// It was told to end; its transaction is rolled back.
    record Terminated() implements TerminationOutcome {}

    /// Nothing was done.
    ///
    /// @param reason why, and what to do where something can be done
    record Refused(String reason) implements TerminationOutcome {}

    /// Nothing was done: it has ended, or has gone on to another transaction or statement.
    record Gone() implements TerminationOutcome {}
}
