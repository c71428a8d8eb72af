package io.headroom.operations.finding;

import io.headroom.operations.finding.ActionRunner.Progress;
import io.headroom.operations.finding.ActionRunner.RunOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All runners, as one that refuses what none of them does, and what fails.
final class Runners {

    private static final Logger LOG = LoggerFactory.getLogger(Runners.class);

    private final List<ActionRunner> all;

    Runners(List<ActionRunner> all) {
        this.all = List.copyOf(all);
    }

    private Optional<ActionRunner> of(Action action) {
        return all.stream().filter(each -> each.runs(action)).findFirst();
    }

    RunOutcome check(Action action) {
        return of(action)
                .map(each -> guarded(() -> each.check(action)))
                .orElseGet(() -> nobody(action));
    }

    RunOutcome apply(Action action, String operator) {
        return of(action)
                .map(each -> guarded(() -> each.apply(action, operator)))
                .orElseGet(() -> nobody(action));
    }

    RunOutcome undo(Action action, String operator) {
        return of(action)
                .map(each -> guarded(() -> each.undo(action, operator)))
                .orElseGet(() -> nobody(action));
    }

    boolean survivesRestart(Action action) {
        return of(action).map(each -> each.survivesRestart(action)).orElse(false);
    }

    Progress progress(Action action) {
        return of(action).map(each -> each.progress(action)).orElseGet(Progress.ByFigure::new);
    }

    private static RunOutcome nobody(Action action) {
        return new RunOutcome.Refused("Nothing in this service does " + action.kind() + ".");
    }

    private static RunOutcome guarded(Supplier<RunOutcome> doing) {
        try {
            return doing.get();
        } catch (RuntimeException e) {
            LOG.warn("an action failed", e);
            return new RunOutcome.Refused("It failed: " + e.getMessage());
        }
    }
}
