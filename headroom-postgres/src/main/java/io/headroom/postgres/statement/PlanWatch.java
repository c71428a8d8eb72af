package io.headroom.postgres.statement;

import io.headroom.postgres.plan.Explain;
import io.headroom.postgres.plan.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Notices when the server begins to run a statement in another way: asks now and then for the plan
/// of the most expensive ones, always with the same values, and compares shapes. A statement that
/// has no values is asked for in its generic form.
///
/// Looks by one thread; what it found may be read by any.
final class PlanWatch {

    private static final int MOST_CHANGES = 5;

    private final Explain explain;
    private final InstantSource time;
    private final StatementOptions options;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /// What a statement's plan was when last looked at.
    private static final class Known {
        /// Fixed at the first look, so that a change is the server's and not the values'.
        final List<@Nullable Object> values;

        /// The newest first.
        volatile List<Change> changes = List.of();

        String shape = "";
        double calls = -1;

        Known(List<@Nullable Object> values) {
            this.values = values;
        }
    }

    private record Change(Instant at, String before, String after) {}

    PlanWatch(Explain explain, InstantSource time, StatementOptions options) {
        this.explain = explain;
        this.time = time;
        this.options = options;
    }

    /// Looks at the plans of these statements.
    ///
    /// @throws SQLException when the connection is of no more use
    void look(Connection connection, List<WorkloadStatement> statements) throws SQLException {
        for (WorkloadStatement statement : statements) {
            try {
                look(connection, statement);
            } catch (IllegalArgumentException notExplainable) {
                known.put(statement.queryId(), new Known(List.of()));
            } catch (SQLException refused) {
                if (connection.isClosed() || !connection.isValid(1)) {
                    throw refused;
                }
            }
        }
    }

    private void look(Connection connection, WorkloadStatement statement) throws SQLException {
        List<List<@Nullable Object>> samples = statement.samples();
        Known before = known.get(statement.queryId());
        if (before == null || (before.values.isEmpty() && !samples.isEmpty())) {
            before = new Known(samples.isEmpty() ? List.of() : samples.getFirst());
            known.put(statement.queryId(), before);
        }
        if (before.calls == statement.calls()) {
            return; // it did not run since the last look
        }
        before.calls = statement.calls();
        Plan plan =
                before.values.isEmpty()
                        ? explain.generic(connection, statement.sql(), statement.types())
                        : explain.sampled(connection, statement.sql(), before.values);
        String shape = plan.shape();
        if (!before.shape.isEmpty() && !before.shape.equals(shape)) {
            before.changes =
                    Stream.concat(
                                    Stream.of(new Change(time.instant(), before.shape, shape)),
                                    before.changes.stream())
                            .limit(MOST_CHANGES)
                            .toList();
        }
        before.shape = shape;
    }

    /// Forgets statements that the history has let go.
    void keepOnly(Set<String> queryIds) {
        known.keySet().retainAll(queryIds);
    }

    /// The changes of a statement's plan, the newest first, each with what the statement took
    /// since.
    List<PlanChange> changes(String queryId, Series series) {
        Known plan = known.get(queryId);
        if (plan == null) {
            return List.of();
        }
        List<PlanChange> changes = new ArrayList<>();
        for (Change change : plan.changes) {
            Instant at = change.at();
            double before = mean(series, point -> !point.from().plus(options.slot()).isAfter(at));
            double since = mean(series, point -> point.from().isAfter(at));
            // Until the first slot after the change, the one in which it fell has to do.
            double after =
                    Double.isNaN(since)
                            ? mean(series, point -> point.from().plus(options.slot()).isAfter(at))
                            : since;
            boolean slower = after > before * options.driftFactor();
            changes.add(new PlanChange(at, change.before(), change.after(), before, after, slower));
        }
        return changes;
    }

    private static double mean(Series series, Predicate<StatementPoint> which) {
        double calls = 0;
        double millis = 0;
        for (StatementPoint point : series.points()) {
            if (which.test(point)) {
                calls += point.calls();
                millis += point.calls() * point.meanMillis();
            }
        }
        return calls > 0 ? millis / calls : Double.NaN;
    }
}
