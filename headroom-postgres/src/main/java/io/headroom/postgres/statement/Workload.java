package io.headroom.postgres.statement;

import java.util.List;

/// What the service asks of its database, each statement with its weight.
@FunctionalInterface
public interface Workload {

    /// The statements of the observed time, the most expensive (calls × mean) first. Answered from
    /// memory; safe for many threads.
    List<WorkloadStatement> statements();
}
