package io.headroom.spring.operations.finding;

import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.ActionRunner;
import io.headroom.postgres.session.SessionTermination;
import io.headroom.postgres.session.TerminationMode;
import io.headroom.postgres.session.TerminationOutcome.Cancelled;
import io.headroom.postgres.session.TerminationOutcome.Gone;
import io.headroom.postgres.session.TerminationOutcome.Refused;
import io.headroom.postgres.session.TerminationOutcome.Terminated;

/// Ends sessions of the database by the guarded order, which spares migrations, index builds and
/// whatever is not the service's own.
final class SessionRunner implements ActionRunner {

    private final SessionTermination termination;

    SessionRunner(SessionTermination termination) {
        this.termination = termination;
    }

    @Override
    public boolean runs(Action action) {
        return action instanceof Action.EndSession;
    }

    @Override
    public RunOutcome check(Action action) {
        return termination.options().mode() == TerminationMode.REPORT_ONLY
                ? new RunOutcome.Refused(
                        "Ending sessions is switched off: set headroom.postgres.sessions.termination to on-request.")
                : new RunOutcome.Done(
                        "The session's statement is cancelled, or an idle one ended, if it is still in the same transaction and may be.");
    }

    @Override
    public RunOutcome apply(Action action, String operator) {
        if (!(action instanceof Action.EndSession(String session))) {
            return new RunOutcome.Refused("It is about no session.");
        }
        return switch (termination.end(session, operator)) {
            case Cancelled() -> new RunOutcome.Done("Its statement was told to end.");
            case Terminated() ->
                    new RunOutcome.Done("It was told to end; its transaction is rolled back.");
            case Refused(String reason) -> new RunOutcome.Refused(reason);
            case Gone() ->
                    new RunOutcome.Refused(
                            "It is gone, or has gone on to another transaction or statement.");
        };
    }

    @Override
    public RunOutcome undo(Action action, String operator) {
        return new RunOutcome.Refused("An ended session does not come back.");
    }

    @Override
    public boolean survivesRestart(Action action) {
        return true;
    }
}
