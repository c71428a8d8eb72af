package io.headroom.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// What stands in the tables, as a worker counted it in the background.
///
/// @param at when, by the database's clock; [Instant#EPOCH] before the first count
/// @param nodes those that are alive
/// @param queues each declared queue, and each other that has jobs
/// @param dead how many dead jobs there are, at most 100,000
/// @param newestDead the newest of them, newest first, at most [#NEWEST_DEAD]
/// @param problem why the last count failed; empty when it did not
public record JobFigures(
        Instant at,
        List<NodeFigures> nodes,
        List<QueueFigures> queues,
        long dead,
        List<DeadJob> newestDead,
        String problem) {

    /// How many dead jobs are read with the figures.
    public static final int NEWEST_DEAD = 100;

    /// Before the first count.
    public static final JobFigures NONE =
            new JobFigures(Instant.EPOCH, List.of(), List.of(), 0, List.of(), "not counted yet");

    public JobFigures {
        nodes = List.copyOf(nodes);
        queues = List.copyOf(queues);
        newestDead = List.copyOf(newestDead);
    }

    /// A node.
    ///
    /// @param id its registration
    /// @param name as configured
    /// @param startedAt when it registered
    /// @param expiresIn how long until it counts as dead unless it gives a sign of life; negative
    ///   when it does
    public record NodeFigures(long id, String name, Instant startedAt, Duration expiresIn) {}

    /// A queue.
    ///
    /// @param name its name
    /// @param ready how many jobs wait for somebody free
    /// @param scheduled how many wait for their time, retries included
    /// @param leased how many a node has
    /// @param dead how many failed for good
    /// @param oldest how long the first ready job has waited; zero when none does
    /// @param paused whether somebody paused it
    /// @param unhandled kinds of waiting jobs that no node alive handles, as `type/version`
    public record QueueFigures(
            String name,
            long ready,
            long scheduled,
            long leased,
            long dead,
            Duration oldest,
            boolean paused,
            List<String> unhandled) {

        public QueueFigures {
            unhandled = List.copyOf(unhandled);
        }
    }
}
