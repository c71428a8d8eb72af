package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Offer;
import io.headroom.operations.finding.Prediction;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.function.Consumer;

/// `view-stale`: a materialized view is older than twice what it may be and a minute, which no
/// node's schedule lets happen, or was never filled: its refresh fails, or nobody does it. Readers
/// of an old one get its old content.
final class StaleViewRule implements FindingRule {

    private static final double TOO_OLD = 2;
    private static final double SOME = 0.02;

    /// A view of a few seconds is not news when one refresh comes late.
    private static final double SLACK_SECONDS = 60;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        for (Fact.View view : now.all(Fact.View.class)) {
            double most = TOO_OLD * view.intervalSeconds() + SLACK_SECONDS;
            boolean neverFilled = Double.isInfinite(view.ageSeconds());
            if (neverFilled ? view.failures() > 0 : view.ageSeconds() > most) {
                to.accept(suspicion(view, most));
            }
        }
    }

    private static Suspicion suspicion(Fact.View view, double most) {
        boolean neverFilled = Double.isInfinite(view.ageSeconds());
        Draft draft =
                new Draft(
                                "view-stale",
                                view.name(),
                                Component.DATABASE,
                                neverFilled
                                        ? "The view %s was never filled.".formatted(view.name())
                                        : "The view %s is %s s old; %s s are meant."
                                                .formatted(
                                                        view.name(),
                                                        number(view.ageSeconds()),
                                                        number(view.intervalSeconds())))
                        .costs(SOME)
                        .advising(
                                view.failures() > 0
                                        ? "See why its refresh fails; refresh it by hand when that is mended."
                                        : "Refresh it, and see why nobody does: is its schedule running on any node?");
        if (!neverFilled) {
            draft.because(
                    "database.view_age_seconds",
                    view.ageSeconds(),
                    most,
                    "Its content is %s s old (from %s s on it is stale).");
        }
        if (view.failures() > 0) {
            draft.because(
                            "database.view_failures",
                            view.failures(),
                            0,
                            "%s refreshes in a row failed (more than %s).")
                    .because("database.view_error", "The last one: " + view.error());
        }
        return draft.offering(
                        new Offer(
                                new Action.RefreshView(view.name()),
                                "Refresh the view %s now, while it is read.".formatted(view.name()),
                                Prediction.ends("A refresh makes it as old as its own duration.")))
                .done();
    }
}
