package io.headroom.postgres.plan;

import java.time.Duration;

/// What became of a request to explain.
public sealed interface ExplainOutcome {

    /// The server planned it.
    ///
    /// @param plan how it would run, or ran
    /// @param surroundings what is known about its relations
    record Explained(Plan plan, Surroundings surroundings) implements ExplainOutcome {}

    /// The server refused it. Its message is not told, since it may hold data of tables.
    ///
    /// @param sqlState five characters, as in the manual's appendix A
    /// @param position where in the text, from 1; 0 when unknown
    record Failed(String sqlState, int position) implements ExplainOutcome {}

    /// It was not given to the server.
    ///
    /// @param reason for the caller: what is not allowed
    record Refused(String reason) implements ExplainOutcome {}

    /// Too many were asked for.
    ///
    /// @param retryAfter when the next one will be taken
    record RateLimited(Duration retryAfter) implements ExplainOutcome {}
}
