package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;

/// What indexes may take, and the least they must bring.
///
/// @param storage the most that all suggested indexes may take on disk
/// @param maxIndexes the most indexes to suggest, at least 1
/// @param leastSaving the least share that an index must save, from 0 to 1: of the time of those
///   statements that some index could serve, since they compare or order by a column. One that
///   reads a table from end to end, however long it takes, does not make the others small
/// @param leastSavingPerMegabyte the least share of the same time that an index must save for each
///   of its megabytes (2^20 bytes), at least 0. The search takes the best for its bytes first and
///   stops here: planner cost is not time, and the last indexes that a planner likes bring nothing
///   that a clock can tell
public record Budget(
        Bytes storage, int maxIndexes, double leastSaving, double leastSavingPerMegabyte) {

    public Budget {
        if (maxIndexes < 1) {
            throw new IllegalArgumentException(
                    "maxIndexes must be at least 1, but is " + maxIndexes);
        }
        if (!(leastSaving >= 0 && leastSaving <= 1)) {
            throw new IllegalArgumentException(
                    "leastSaving must be from 0 to 1, but is " + leastSaving);
        }
        if (!(leastSavingPerMegabyte >= 0)) {
            throw new IllegalArgumentException(
                    "leastSavingPerMegabyte must be at least 0, but is " + leastSavingPerMegabyte);
        }
    }

    /// Ten indexes in 1 GB; each saves at least 0.5 % of the time, and 0.01 % for each megabyte.
    public static Budget standard() {
        return new Budget(Bytes.ofMegabytes(1024), 10, 0.005, 0.000_1);
    }

    /// The same for a part of the workload, with its shares as those of the whole.
    ///
    /// @param part its share of the workload's time, from 0 to 1
    Budget ofShare(double part) {
        return new Budget(storage, maxIndexes, leastSaving * part, leastSavingPerMegabyte * part);
    }

    /// So much storage and no other limit but that an index must save something: 0.1 % of the time.
    public static Budget ofStorage(Bytes storage) {
        return new Budget(storage, 100, 0.001, 0);
    }
}
