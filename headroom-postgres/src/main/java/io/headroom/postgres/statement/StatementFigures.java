package io.headroom.postgres.statement;

import java.util.List;

/// What one statement costs, over the kept history.
///
/// @param queryId its `pg_stat_statements.queryid`, a signed decimal
/// @param sql its text with `$1` in the place of values; empty while unknown
/// @param calls how often it ran
/// @param totalMillis the server's time for it
/// @param meanMillis the mean of a call
/// @param maxMillis the slowest call that was noticed: the server tells of one only when it is the
///   slowest since its own counting began
/// @param share its part of all statements' time, from 0 to 1
/// @param rowsPerCall mean rows that a call gave or changed
/// @param blocksReadPerCall mean 8 KB blocks that a call got from outside the server's buffers
/// @param endpoints the routes that ran it, the one with the most time first
/// @param drift how far it is from what it usually takes
/// @param planChanges the latest changes of its plan, the newest first
public record StatementFigures(
        String queryId,
        String sql,
        double calls,
        double totalMillis,
        double meanMillis,
        double maxMillis,
        double share,
        double rowsPerCall,
        double blocksReadPerCall,
        List<EndpointShare> endpoints,
        Drift drift,
        List<PlanChange> planChanges) {

    /// A route that runs the statement.
    ///
    /// @param endpoint the route
    /// @param millis the time that its requests waited for the statement, the way to the server
    ///   included, since this process began
    public record EndpointShare(String endpoint, double millis) {}

    public StatementFigures {
        endpoints = List.copyOf(endpoints);
        planChanges = List.copyOf(planChanges);
    }

    /// Whether its mean, or its slowest call, takes as long as this.
    public boolean isSlow(double thresholdMillis) {
        return meanMillis >= thresholdMillis || maxMillis >= thresholdMillis;
    }
}
