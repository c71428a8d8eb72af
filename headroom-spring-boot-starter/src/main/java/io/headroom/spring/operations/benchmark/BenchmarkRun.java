package io.headroom.spring.operations.benchmark;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A run, as it is at the moment.
///
/// @param by who asked for it
/// @param endedAt null while it runs
/// @param reason why it ended before its end; empty otherwise
/// @param results of the operations that were measured to their end, so far
record BenchmarkRun(
        String id,
        String type,
        String by,
        Instant startedAt,
        @Nullable Instant endedAt,
        State state,
        String reason,
        List<OperationResult> results) {

    /// How far it is.
    enum State {
        /// Under way.
        RUNNING,
        /// Measured to its end.
        DONE,
        /// An operation threw.
        FAILED,
        /// An operator ended it.
        CANCELLED,
        /// It ended itself: the service was busy, or the time was over.
        STOPPED
    }

    BenchmarkRun {
        results = List.copyOf(results);
    }

    BenchmarkRun with(List<OperationResult> measured) {
        return new BenchmarkRun(id, type, by, startedAt, endedAt, state, reason, measured);
    }

    BenchmarkRun ended(Instant at, State how, String why) {
        return new BenchmarkRun(id, type, by, startedAt, at, how, why, results);
    }
}
