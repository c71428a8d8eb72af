package io.headroom.operations.finding;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that is wrong with the service, and holds.
///
/// @param id the same as long as it lasts, and when it comes again
/// @param what it is, as it was last seen
/// @param since when it began to hold
/// @param endedAt when it was over; null while it holds
/// @param consequenceOf the id of the finding that explains it; empty when none does
public record Finding(
        String id, Suspicion what, Instant since, @Nullable Instant endedAt, String consequenceOf) {

    /// Whether it holds now.
    public boolean isOpen() {
        return endedAt == null;
    }
}
