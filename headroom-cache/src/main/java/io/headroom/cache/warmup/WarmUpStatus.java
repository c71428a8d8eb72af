package io.headroom.cache.warmup;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far a warm-up is.
///
/// @param number of the warm-up, from 1; 0 when there was none yet
/// @param what the strategy or the task it runs
/// @param startedAt null when there was none yet
/// @param endedAt null while it runs
/// @param keys how many there are, as far as its tasks have said
/// @param done how many of them were loaded
/// @param failed how many of them were given up
/// @param secondsLeft until the end at the rate so far; null when that is not known
/// @param tasks one by one, in their order
public record WarmUpStatus(
        long number,
        String what,
        State state,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        long keys,
        long done,
        long failed,
        @Nullable Double secondsLeft,
        List<TaskStatus> tasks) {

    /// What became of it.
    public enum State {
        /// There was none yet.
        NONE,
        /// It waits for its turn, or runs.
        RUNNING,
        /// Everything was tried; what failed is counted.
        DONE,
        /// It was ended before.
        CANCELLED,
        /// It could not be run.
        FAILED
    }

    /// How far a task is.
    ///
    /// @param keys how many there are; 0 until it has said so
    /// @param problem the last failure, for people; empty when there is none
    public record TaskStatus(
            String name,
            Urgency urgency,
            State state,
            long keys,
            long done,
            long failed,
            String problem) {}

    static final WarmUpStatus NONE =
            new WarmUpStatus(0, "", State.NONE, null, null, 0, 0, 0, null, List.of());
}
