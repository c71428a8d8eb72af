package io.headroom.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known of a job.
///
/// @param id its number
/// @param state where it is in its life
/// @param queue where it waits or waited
/// @param type its kind of work
/// @param attempt the last run; 0 before the first
/// @param failures how often it failed
/// @param progress from 0 to 1
/// @param note what the handler said last
/// @param runAt when it may run, or when it was finished
/// @param result as JSON; null when it gave none
/// @param lastError empty when it never failed
public record JobStatus(
        long id,
        State state,
        String queue,
        String type,
        int attempt,
        int failures,
        double progress,
        String note,
        Instant runAt,
        @Nullable String result,
        String lastError) {

    /// Where a job is in its life.
    public enum State {
        /// It waits for its time.
        SCHEDULED,
        /// It waits for somebody free.
        READY,
        /// A node has it.
        LEASED,
        /// It is finished.
        DONE,
        /// It was cancelled.
        CANCELLED,
        /// It failed for good.
        DEAD
    }
}
