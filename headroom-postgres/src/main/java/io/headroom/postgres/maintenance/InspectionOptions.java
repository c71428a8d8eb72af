package io.headroom.postgres.maintenance;

import io.headroom.core.Bytes;
import java.time.Duration;

/// From where on something is worth a finding.
///
/// @param minWaste how many bytes a file must waste to count as bloated
/// @param tableBloatShare which share of a table's file, 0 to 1. The estimate is some percent off
/// @param indexBloatShare which share of a B-tree's file, 0 to 1. A B-tree that is filled in random
///   order has a quarter free at its best
/// @param measureUpTo tables up to this size whose estimate says bloat are measured by
///   `pgstattuple_approx` where it is installed, which reads at most the table; 0 measures none
/// @param heldFor for how long a session's transaction, a prepared one or an idle slot may hold
///   back the removal of dead rows
/// @param heldTransactions how many transactions old the xmin of any holder may be
/// @param freezeAgeTimes how many times autovacuum's own limit the age of transaction numbers may
///   be, at least 1. At 1 every table would be a finding while autovacuum is at work on it
/// @param unusedFor for how long nobody must have read an index, and for how long that must have
///   been counted
/// @param timeout how long one question may take; it is a gap then
public record InspectionOptions(
        Bytes minWaste,
        double tableBloatShare,
        double indexBloatShare,
        Bytes measureUpTo,
        Duration heldFor,
        long heldTransactions,
        double freezeAgeTimes,
        Duration unusedFor,
        Duration timeout) {

    public InspectionOptions {
        requireShare("tableBloatShare", tableBloatShare);
        requireShare("indexBloatShare", indexBloatShare);
        requirePositive("heldFor", heldFor);
        requirePositive("unusedFor", unusedFor);
        if (heldTransactions < 1) {
            throw new IllegalArgumentException(
                    "heldTransactions must be at least 1, but is " + heldTransactions);
        }
        if (!(freezeAgeTimes >= 1 && freezeAgeTimes <= 10)) {
            throw new IllegalArgumentException(
                    "freezeAgeTimes must be from 1 to 10, but is " + freezeAgeTimes);
        }
        if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "timeout must be from 1 ms to 1 h, but is " + timeout);
        }
    }

    /// 10 MB and 30 % of a table or 50 % of an index, measured up to 1 GB; ten minutes and a
    /// million transactions; 1.1 times autovacuum's age; 30 days; five seconds a question.
    public static InspectionOptions defaults() {
        return new InspectionOptions(
                Bytes.ofMegabytes(10),
                0.3,
                0.5,
                Bytes.ofMegabytes(1024),
                Duration.ofMinutes(10),
                1_000_000,
                1.1,
                Duration.ofDays(30),
                Duration.ofSeconds(5));
    }

    private static void requireShare(String property, double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(
                    property + " must be between 0 and 1, but is " + share);
        }
    }

    private static void requirePositive(String property, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(property + " must be positive, but is " + duration);
        }
    }
}
