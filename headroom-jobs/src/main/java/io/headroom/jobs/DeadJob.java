package io.headroom.jobs;

import java.time.Instant;
import java.util.List;

/// A dead letter.
///
/// @param id the job's number, which it keeps when it is requeued
/// @param queue where it was
/// @param type its kind of work
/// @param version of its payload
/// @param tenant for whom; empty for nobody in particular
/// @param correlationId the request it belongs to; empty for none
/// @param failures how often it failed
/// @param crashes how often its node ended
/// @param error the last one; of what came before see `history`
/// @param history the last failures, oldest first, at most ten
/// @param payload as JSON
/// @param enqueuedAt when it was enqueued
/// @param diedAt when it was given up
public record DeadJob(
        long id,
        String queue,
        String type,
        int version,
        String tenant,
        String correlationId,
        int failures,
        int crashes,
        String error,
        List<Failure> history,
        String payload,
        Instant enqueuedAt,
        Instant diedAt) {

    public DeadJob {
        history = List.copyOf(history);
    }

    /// One failed run.
    ///
    /// @param at when it was written down
    /// @param attempt the run
    /// @param node where
    /// @param error the exception and where it came from
    public record Failure(String at, int attempt, String node, String error) {}
}
