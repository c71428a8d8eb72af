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

/// `missing-index`: an index that the advisor tried against the planner would save a good part of
/// the statements' time, and the database is a noticeable part of requests' time.
final class IndexRule implements FindingRule {

    private static final double WORTH_IT = 0.1;
    private static final double NOTICEABLE = 0.01;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        for (Fact.MissingIndex index : now.all(Fact.MissingIndex.class)) {
            if (index.verified()
                    && index.saving() >= WORTH_IT
                    && now.matters(index.saving() * now.shareOfPart("database"), NOTICEABLE)) {
                to.accept(suspicion(now, index));
            }
        }
    }

    private static Suspicion suspicion(Observation now, Fact.MissingIndex index) {
        Draft draft =
                new Draft(
                                "missing-index",
                                index.suggestion(),
                                Component.DATABASE,
                                "An index on %s is missing that would save %s %% of the database's time."
                                        .formatted(index.table(), number(100 * index.saving())))
                        .because(
                                "database.saving_ratio",
                                100 * index.saving(),
                                100 * WORTH_IT,
                                "It saves %s %% of the statements' time by the planner's costs (worth it from %s %% on).")
                        .because("database.reason", index.reason())
                        .because("database.sql", index.sql())
                        .through(
                                now.through(
                                        "database",
                                        "Statements read %s without an index."
                                                .formatted(index.table())))
                        .costs(index.saving() * now.shareOfPart("database"))
                        .advising("Build it: " + index.sql());
        if (index.applies()) {
            draft.offering(
                    new Offer(
                            new Action.CreateIndex(index.suggestion(), index.sql()),
                            "Build the index concurrently, measure its statements, and drop it if they are no faster.",
                            new Prediction(
                                    "database.statement_mean_seconds",
                                    true,
                                    -index.saving(),
                                    -0.5 * index.saving(),
                                    "The planner's costs with and without it; half of it at least.")));
        }
        return draft.done();
    }
}
