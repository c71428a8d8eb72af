package io.headroom.operations.memory;

import java.time.Instant;
import java.util.List;

/// What a search for a leak found.
///
/// @param at when it ended
/// @param growing classes whose instances became more, by bytes, at most 10
/// @param holders what holds objects that were allocated and not collected, the most frequent
///   first, at most 10
/// @param problem why something could not be looked at; empty for nothing
public record LeakReport(Instant at, List<Growing> growing, List<Holder> holders, String problem) {

    /// A class with more instances than before.
    ///
    /// @param type its name
    /// @param instances how many more
    /// @param bytes how much more they take
    public record Growing(String type, long instances, long bytes) {}

    /// Where objects hang.
    ///
    /// @param field as `com.example.Sessions.OPEN`, static where possible; the root's description
    ///   where no field leads to it
    /// @param isStatic whether the field is
    /// @param type of the sampled objects
    /// @param allocatedAt the first frame of the service's own code that led to the allocation
    /// @param samples how many
    public record Holder(
            String field, boolean isStatic, String type, String allocatedAt, int samples) {}

    static LeakReport none() {
        return new LeakReport(Instant.EPOCH, List.of(), List.of(), "");
    }

    public LeakReport {
        growing = List.copyOf(growing);
        holders = List.copyOf(holders);
    }

    /// Whether a search has ended.
    public boolean isDone() {
        return at.isAfter(Instant.EPOCH);
    }
}
