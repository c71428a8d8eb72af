package io.headroom.operations.memory;

/// Whether the live set looks like a leak.
///
/// @param suspected whether it does
/// @param reason a sentence
/// @param points major collections that it follows from
/// @param bytesPerHour how fast it grows; NaN where not known
/// @param z how sure that is, after Mann and Kendall; NaN where not known
/// @param hoursToLimit until the heap is full; infinite when it does not grow, NaN where not known
public record LeakVerdict(
        boolean suspected,
        String reason,
        int points,
        double bytesPerHour,
        double z,
        double hoursToLimit) {}
