package io.headroom.spring.operations.finding;

import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.ActionRunner;
import io.headroom.operations.finding.Change;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FactSource;
import io.headroom.postgres.RefreshOutcome;
import io.headroom.postgres.ViewRefresher;
import io.headroom.postgres.ViewStatus;
import io.headroom.postgres.maintenance.MaintenanceStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The declared materialized views as the watch over maintenance read them last, and a refresh as
/// an action, which runs in the background under the view's lock: of two only one is done.
final class DatabaseViews implements FactSource, ActionRunner {

    private static final Duration OUTDATED = Duration.ofMinutes(1);

    private final ViewRefresher refresher;
    private final Supplier<MaintenanceStatus> status;
    private final InstantSource clock;
    private final Map<String, Progress> refreshes = new ConcurrentHashMap<>();

    /// @param status what was read last
    DatabaseViews(
            ViewRefresher refresher, Supplier<MaintenanceStatus> status, InstantSource clock) {
        this.refresher = refresher;
        this.status = status;
        this.clock = clock;
    }

    /// What was read long ago says nothing of now: then the database is away, which others tell.
    @Override
    public void tell(Consumer<Fact> to) {
        MaintenanceStatus read = status.get();
        if (read.recordsAt().isBefore(clock.instant().minus(OUTDATED))) {
            return;
        }
        for (ViewStatus view : read.views()) {
            double age =
                    view.age(clock.instant())
                            .map(each -> each.toMillis() / 1e3)
                            .orElse(Double.POSITIVE_INFINITY);
            to.accept(
                    new Fact.View(
                            view.name(),
                            view.interval().toMillis() / 1e3,
                            age,
                            view.failures(),
                            view.error()));
        }
    }

    @Override
    public boolean runs(Action action) {
        return action instanceof Action.RefreshView;
    }

    @Override
    public RunOutcome check(Action action) {
        if (!(action instanceof Action.RefreshView(String view))) {
            return new RunOutcome.Refused("It is about no view.");
        }
        boolean declared = refresher.views().stream().anyMatch(each -> each.name().equals(view));
        if (!declared) {
            return new RunOutcome.Refused(
                    "The view %s is not one that this service refreshes.".formatted(view));
        }
        return refreshes.get(view) instanceof Progress.Working
                ? new RunOutcome.Refused("The view %s is being refreshed.".formatted(view))
                : new RunOutcome.Done(
                        "REFRESH MATERIALIZED VIEW CONCURRENTLY %s; readers see the old content until it is done."
                                .formatted(view));
    }

    @Override
    public RunOutcome apply(Action action, String operator) {
        RunOutcome checked = check(action);
        if (checked instanceof RunOutcome.Done
                && action instanceof Action.RefreshView(String view)) {
            refreshes.put(view, new Progress.Working("It is being refreshed."));
            Thread.ofVirtual().name("headroom-refresh-" + view).start(() -> refresh(view));
            return new RunOutcome.Done(
                    "The view %s is refreshed in the background.".formatted(view));
        }
        return checked;
    }

    private void refresh(String view) {
        Progress ended;
        try {
            ended = judged(refresher.refreshNow(view));
        } catch (RuntimeException e) {
            ended = failed(e.toString());
        }
        refreshes.put(view, ended);
    }

    private static Progress judged(RefreshOutcome outcome) {
        return switch (outcome) {
            case RefreshOutcome.Refreshed(Duration duration) ->
                    new Progress.Judged(
                            Change.State.CONFIRMED,
                            Double.NaN,
                            "It was refreshed within %d ms.".formatted(duration.toMillis()));
            case RefreshOutcome.SkippedFresh _ ->
                    new Progress.Judged(
                            Change.State.NO_EFFECT, Double.NaN, "Another node has just done it.");
            case RefreshOutcome.SkippedLocked _ ->
                    failed("Another session refreshes it, or holds its lock.");
            case RefreshOutcome.Failed(String error) -> failed(error);
        };
    }

    private static Progress failed(String why) {
        return new Progress.Judged(Change.State.FAILED, Double.NaN, why);
    }

    @Override
    public RunOutcome undo(Action action, String operator) {
        return new RunOutcome.Refused("A view's old content does not come back.");
    }

    @Override
    public boolean survivesRestart(Action action) {
        return true;
    }

    /// After a restart nobody knows how it ended: whether the finding does is what tells.
    @Override
    public Progress progress(Action action) {
        @Nullable Progress known =
                action instanceof Action.RefreshView(String view) ? refreshes.get(view) : null;
        return known == null ? new Progress.ByFigure() : known;
    }
}
