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
import java.util.regex.Pattern;

/// `idle-in-transaction` and `long-statement`: sessions that the watch of the database lists. What
/// is long, it was told by `headroom.postgres.sessions`.
final class SessionRule implements FindingRule {

    /// Of whom nobody is known to suffer.
    private static final double SOME = 0.01;

    /// What is meant to last: care of the database, of which the service does some itself.
    private static final Pattern CARE =
            Pattern.compile(
                    "\\s*(/\\*.*?\\*/\\s*)*(VACUUM|ANALYZE|REINDEX|CLUSTER|CREATE\\s+(UNIQUE\\s+)?INDEX|REFRESH\\s+MATERIALIZED)\\b.*",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        for (Fact.LongSession session : now.all(Fact.LongSession.class)) {
            if (session.idle() || !CARE.matcher(session.statement()).matches()) {
                to.accept(suspicion(session));
            }
        }
    }

    private static Suspicion suspicion(Fact.LongSession session) {
        String what =
                session.idle()
                        ? "Session %d keeps its transaction open and does nothing, for %s s."
                        : "Session %d runs one statement for %s s.";
        Draft draft =
                new Draft(
                                session.idle() ? "idle-in-transaction" : "long-statement",
                                Integer.toString(session.pid()),
                                Component.DATABASE,
                                what.formatted(session.pid(), number(session.seconds())))
                        .because(
                                "database.session_seconds",
                                session.seconds(),
                                Double.NaN,
                                "It lasts %s s.")
                        .because("database.statement", "Its statement: " + session.statement())
                        .costs(SOME)
                        .advising(
                                session.idle()
                                        ? "End transactions before other work; set idle_in_transaction_session_timeout."
                                        : "See its plan: POST …/query-plan; set statement_timeout.");
        if (!session.session().isEmpty()) {
            draft.offering(
                    new Offer(
                            new Action.EndSession(session.session()),
                            "End session %d.".formatted(session.pid()),
                            Prediction.ends("The session is gone.")));
        }
        return draft.done();
    }
}
