package io.headroom.jobs;

import io.headroom.core.Bytes;
import java.time.Duration;

/// What holds for all queues.
///
/// @param payloadLimit the largest payload or result as JSON, 1 KB to 64 MB; default 1 MB
/// @param lease how long after its last sign of life a node counts as dead and its jobs go to
///   others, 2 s to 10 min; default 10 s. A node that is merely cut off stops its own jobs before
/// @param poll how often to look for jobs that nobody told of and for delayed ones that are due, 10
///   ms to 1 min; default 500 ms
/// @param maxCrashes how many ends of nodes a job may be part of before it is dead, 1 to 1,000;
///   default 10
/// @param stopGrace how long running jobs may finish at an orderly stop before they are
///   interrupted; default 20 s
/// @param databaseTimeout how long a statement of the library may wait for PostgreSQL's answer, 100
///   ms to half the lease; default 5 s
/// @param keep how long finished jobs that are kept stay visible, 1 to 29 whole days; default 7
///   days
public record JobsOptions(
        Bytes payloadLimit,
        Duration lease,
        Duration poll,
        int maxCrashes,
        Duration stopGrace,
        Duration databaseTimeout,
        Duration keep) {

    /// Everything by default.
    public static final JobsOptions DEFAULT =
            new JobsOptions(
                    Bytes.ofMegabytes(1),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(500),
                    10,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(5),
                    Duration.ofDays(7));

    public JobsOptions {
        if (payloadLimit.count() < 1 << 10 || payloadLimit.count() > 64L << 20) {
            throw new IllegalArgumentException(
                    "payloadLimit must be 1KB to 64MB, but is " + payloadLimit);
        }
        within("lease", lease, Duration.ofSeconds(2), Duration.ofMinutes(10));
        within("poll", poll, Duration.ofMillis(10), Duration.ofMinutes(1));
        if (maxCrashes < 1 || maxCrashes > 1_000) {
            throw new IllegalArgumentException(
                    "maxCrashes must be 1 to 1000, but is " + maxCrashes);
        }
        within("stopGrace", stopGrace, Duration.ZERO, Duration.ofHours(1));
        within("databaseTimeout", databaseTimeout, Duration.ofMillis(100), lease.dividedBy(2));
        within("keep", keep, Duration.ofDays(1), Duration.ofDays(29));
    }

    /// Another lease; a statement may take half of it at most.
    public JobsOptions withLease(Duration other) {
        Duration half = other.dividedBy(2);
        return new JobsOptions(
                payloadLimit,
                other,
                poll,
                maxCrashes,
                stopGrace,
                databaseTimeout.compareTo(half) > 0 ? half : databaseTimeout,
                keep);
    }

    /// Another pause between looks.
    public JobsOptions withPoll(Duration other) {
        return new JobsOptions(
                payloadLimit, lease, other, maxCrashes, stopGrace, databaseTimeout, keep);
    }

    /// Another number of crashes.
    public JobsOptions withMaxCrashes(int other) {
        return new JobsOptions(payloadLimit, lease, poll, other, stopGrace, databaseTimeout, keep);
    }

    /// Another grace at the end.
    public JobsOptions withStopGrace(Duration other) {
        return new JobsOptions(payloadLimit, lease, poll, maxCrashes, other, databaseTimeout, keep);
    }

    /// Another limit of payloads.
    public JobsOptions withPayloadLimit(Bytes other) {
        return new JobsOptions(other, lease, poll, maxCrashes, stopGrace, databaseTimeout, keep);
    }

    private static void within(String property, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "%s must be %s to %s, but is %s".formatted(property, least, most, value));
        }
    }
}
