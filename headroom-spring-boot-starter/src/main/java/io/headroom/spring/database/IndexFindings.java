package io.headroom.spring.database;

import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.ActionRunner;
import io.headroom.operations.finding.Change;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FactSource;
import io.headroom.postgres.advisor.IndexSuggestion;
import io.headroom.postgres.index.ApplyAnswer;
import io.headroom.postgres.index.ChangeState;
import io.headroom.postgres.index.IndexChange;
import io.headroom.postgres.index.IndexChanges;
import io.headroom.postgres.index.Preflight;
import io.headroom.postgres.index.RevertAnswer;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;

/// Suggested indexes as facts, and their building as an action, which measures the statements that
/// an index is for and drops it again if they are no faster.
final class IndexFindings implements FactSource, ActionRunner {

    private final IndexAdviceRounds advice;
    private final IndexChanges changes;
    private final IndexChangeRounds rounds;
    private final boolean applies;

    IndexFindings(
            IndexAdviceRounds advice,
            IndexChanges changes,
            IndexChangeRounds rounds,
            boolean applies) {
        this.advice = advice;
        this.changes = changes;
        this.rounds = rounds;
        this.applies = applies;
    }

    @Override
    public void tell(Consumer<Fact> to) {
        for (IndexSuggestion suggestion : advice.last().advice().suggestions()) {
            if (latest(suggestion.id()).filter(IndexFindings::isThere).isEmpty()) {
                to.accept(
                        new Fact.MissingIndex(
                                suggestion.id(),
                                suggestion.index().table(),
                                suggestion.index().createSql(true),
                                suggestion.reason(),
                                suggestion.savingShare(),
                                suggestion.verified(),
                                applies));
            }
        }
    }

    private static boolean isThere(IndexChange change) {
        return change.state() instanceof ChangeState.Verifying
                || change.state() instanceof ChangeState.Kept;
    }

    private Optional<IndexChange> latest(String suggestion) {
        return changes.recent().stream()
                .filter(each -> each.proposal().suggestionId().equals(suggestion))
                .max((one, other) -> Long.compare(one.id(), other.id()));
    }

    @Override
    public boolean runs(Action action) {
        return action instanceof Action.CreateIndex;
    }

    @FunctionalInterface
    private interface Asking {
        RunOutcome ask(IndexSuggestion suggestion) throws SQLException;
    }

    private RunOutcome about(Action action, Asking question) {
        if (!applies) {
            return new RunOutcome.Refused(
                    "Indexes are only suggested here: set "
                            + IndexProperties.PREFIX
                            + ".apply to true to let operators apply them.");
        }
        if (!(action instanceof Action.CreateIndex(String id, String _))) {
            return new RunOutcome.Refused("It is about no index.");
        }
        Optional<IndexSuggestion> suggestion = advice.suggestion(id);
        if (suggestion.isEmpty()) {
            return new RunOutcome.Refused("The index is not suggested any more.");
        }
        try {
            return question.ask(suggestion.get());
        } catch (SQLException e) {
            return new RunOutcome.Refused(
                    "The database did not answer as needed: SQLState " + e.getSQLState());
        }
    }

    @Override
    public RunOutcome check(Action action) {
        return about(
                action,
                suggestion -> {
                    Preflight found = changes.check(IndexViews.proposal(suggestion));
                    return found.passed()
                            ? new RunOutcome.Done(found.sql())
                            : new RunOutcome.Refused(found.objection());
                });
    }

    @Override
    public RunOutcome apply(Action action, String operator) {
        return about(
                action,
                suggestion ->
                        switch (changes.apply(IndexViews.proposal(suggestion), operator)) {
                            case ApplyAnswer.Accepted(IndexChange change) -> begun(change);
                            case ApplyAnswer.Existing(IndexChange change) -> begun(change);
                            case ApplyAnswer.Refused(Preflight preflight) ->
                                    new RunOutcome.Refused(preflight.objection());
                        });
    }

    private RunOutcome begun(IndexChange change) {
        rounds.wake();
        return new RunOutcome.Done(
                "The index is built in the background: " + change.proposal().createSql());
    }

    @Override
    public RunOutcome undo(Action action, String operator) {
        if (!(action instanceof Action.CreateIndex(String id, String _))) {
            return new RunOutcome.Refused("It is about no index.");
        }
        try {
            return switch (changes.revert(id, operator)) {
                case RevertAnswer.Accepted(IndexChange _) -> {
                    rounds.wake();
                    yield new RunOutcome.Done("The index is dropped in the background.");
                }
                case RevertAnswer.Over(IndexChange change) ->
                        new RunOutcome.Refused(
                                "There is nothing to revert: it is "
                                        + change.state().label()
                                        + ".");
                case RevertAnswer.Unknown(String _) ->
                        new RunOutcome.Refused("Headroom built no index of this suggestion.");
            };
        } catch (SQLException e) {
            return new RunOutcome.Refused(
                    "The database did not answer as needed: SQLState " + e.getSQLState());
        }
    }

    @Override
    public boolean survivesRestart(Action action) {
        return true;
    }

    @Override
    public Progress progress(Action action) {
        if (!(action instanceof Action.CreateIndex(String id, String _))) {
            return new Progress.ByFigure();
        }
        Optional<IndexChange> change = latest(id);
        if (change.isEmpty()) {
            return new Progress.Working("not known yet");
        }
        return switch (change.get().state()) {
            case ChangeState.Kept(double saving) ->
                    saving > 0
                            ? new Progress.Judged(
                                    Change.State.CONFIRMED,
                                    -saving,
                                    "Its statements were measured: the index is kept.")
                            : new Progress.Judged(
                                    Change.State.UNJUDGED,
                                    -saving,
                                    "The index is kept; its statements ran too seldom to tell.");
            case ChangeState.Reverted(String reason) ->
                    new Progress.Judged(Change.State.REVERTED, Double.NaN, reason);
            case ChangeState.Failed(String reason) ->
                    new Progress.Judged(Change.State.FAILED, Double.NaN, reason);
            case ChangeState.Proposed _,
                    ChangeState.Building _,
                    ChangeState.Verifying _,
                    ChangeState.Reverting _ ->
                    new Progress.Working(change.get().state().label());
        };
    }
}
