package io.headroom.postgres.advisor;

import java.time.Duration;

/// How to look for indexes.
///
/// @param maxKeys the most key columns of an index, from 1 to 3
/// @param maxIncluded the most columns that an index carries beside its keys, at least 0; 0 for
///   none. They make index-only scans possible, and every update of them costs
/// @param samples with how many of its sampled values a statement is planned, at least 1
/// @param vetoFactor how many times its cost for writes an index must save where it would end
///   heap-only updates, at least 1
/// @param maxStatements the most statements to look at, the most expensive first, at least 1
/// @param timeLimit when to stop the search with what was found, pauses included
/// @param workShare the share of the time in which it works, above 0 and at most 1. Its planner and
///   the service live on the same processors more often than not: at 0.1 it takes a tenth of one
///   core and ten times as long, at 1 it makes no pauses
public record AdvisorOptions(
        int maxKeys,
        int maxIncluded,
        int samples,
        double vetoFactor,
        int maxStatements,
        Duration timeLimit,
        double workShare) {

    public AdvisorOptions {
        if (maxKeys < 1 || maxKeys > 3) {
            throw new IllegalArgumentException("maxKeys must be from 1 to 3, but is " + maxKeys);
        }
        if (maxIncluded < 0) {
            throw new IllegalArgumentException(
                    "maxIncluded must be at least 0, but is " + maxIncluded);
        }
        if (samples < 1) {
            throw new IllegalArgumentException("samples must be at least 1, but is " + samples);
        }
        if (!(vetoFactor >= 1)) {
            throw new IllegalArgumentException(
                    "vetoFactor must be at least 1, but is " + vetoFactor);
        }
        if (maxStatements < 1) {
            throw new IllegalArgumentException(
                    "maxStatements must be at least 1, but is " + maxStatements);
        }
        if (!timeLimit.isPositive()) {
            throw new IllegalArgumentException("timeLimit must be positive, but is " + timeLimit);
        }
        if (!(workShare > 0 && workShare <= 1)) {
            throw new IllegalArgumentException(
                    "workShare must be above 0 and at most 1, but is " + workShare);
        }
    }

    /// Three keys, three carried columns, three samples, a veto below the tenfold, 200 statements,
    /// five minutes, no pauses.
    public static AdvisorOptions defaults() {
        return new AdvisorOptions(3, 3, 3, 10, 200, Duration.ofMinutes(5), 1);
    }

    /// The same with other widths.
    public AdvisorOptions withWidth(int keys, int included) {
        return new AdvisorOptions(
                keys, included, samples, vetoFactor, maxStatements, timeLimit, workShare);
    }
}
