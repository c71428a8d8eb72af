package io.headroom.spring.operations.finding;

import io.headroom.cache.warmup.CacheWarmer;
import io.headroom.cache.warmup.WarmUpStart;
import io.headroom.cache.warmup.WarmUpStatus;
import io.headroom.cache.warmup.WarmUpTask;
import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.ActionRunner;
import io.headroom.operations.finding.Change;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FactSource;
import java.util.Optional;
import java.util.function.Consumer;

/// The warm-ups that say which caches they fill, and running one of them as an action. The warmer
/// runs one at a time, in the background; the figure of the cache is what judges it.
final class CacheWarmUps implements FactSource, ActionRunner {

    private final CacheWarmer warmer;

    CacheWarmUps(CacheWarmer warmer) {
        this.warmer = warmer;
    }

    @Override
    public void tell(Consumer<Fact> to) {
        warmer.tasks().stream()
                .filter(task -> !task.caches().isEmpty())
                .map(task -> new Fact.WarmUp(task.name(), task.caches()))
                .forEach(to);
    }

    @Override
    public boolean runs(Action action) {
        return action instanceof Action.WarmUp;
    }

    private Optional<WarmUpTask<?>> task(Action action) {
        return action instanceof Action.WarmUp(String name, String _)
                ? warmer.tasks().stream().filter(each -> each.name().equals(name)).findFirst()
                : Optional.empty();
    }

    @Override
    public RunOutcome check(Action action) {
        Optional<WarmUpTask<?>> task = task(action);
        WarmUpStatus status = warmer.status();
        if (task.isEmpty()) {
            return new RunOutcome.Refused("There is no such warm-up.");
        }
        return status.state() == WarmUpStatus.State.RUNNING
                ? busy(status)
                : new RunOutcome.Done(
                        "The warm-up %s loads its keys in batches of %d; what is cached already costs a look."
                                .formatted(task.get().name(), task.get().batch()));
    }

    private static RunOutcome busy(WarmUpStatus running) {
        return new RunOutcome.Refused(
                "The warm-up %s is under way: %d of %d keys are loaded."
                        .formatted(running.what(), running.done(), running.keys()));
    }

    @Override
    public RunOutcome apply(Action action, String operator) {
        Optional<WarmUpTask<?>> task = task(action);
        if (task.isEmpty()) {
            return check(action);
        }
        return switch (warmer.start(task.get())) {
            case WarmUpStart.Started(WarmUpStatus begun) ->
                    new RunOutcome.Done("The warm-up %s has begun.".formatted(begun.what()));
            case WarmUpStart.Busy(WarmUpStatus running) -> busy(running);
            case WarmUpStart.Nothing(String what) ->
                    new RunOutcome.Refused("The warm-up %s does not run any more.".formatted(what));
        };
    }

    @Override
    public RunOutcome undo(Action action, String operator) {
        return new RunOutcome.Refused("What was loaded stays until it is over or makes room.");
    }

    @Override
    public boolean survivesRestart(Action action) {
        return true;
    }

    @Override
    public Progress progress(Action action) {
        WarmUpStatus status = warmer.status();
        boolean mine =
                action instanceof Action.WarmUp(String name, String _)
                        && status.what().equals(name);
        if (!mine) {
            return new Progress.ByFigure();
        }
        return switch (status.state()) {
            case RUNNING ->
                    new Progress.Working(
                            "%d of %d keys are loaded.".formatted(status.done(), status.keys()));
            case FAILED, CANCELLED ->
                    new Progress.Judged(
                            Change.State.FAILED,
                            Double.NaN,
                            "It was not run to its end: %d of %d keys were loaded."
                                    .formatted(status.done(), status.keys()));
            case NONE, DONE -> new Progress.ByFigure();
        };
    }
}
