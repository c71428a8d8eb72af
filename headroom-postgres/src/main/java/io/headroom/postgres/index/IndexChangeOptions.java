package io.headroom.postgres.index;

import io.headroom.core.Bytes;
import java.time.Duration;

/// How carefully an index is built and judged.
///
/// @param lockTimeout how long a build or a drop waits for any one lock, 100 ms to 1 h. It bounds
///   the waits for older transactions too, of which a concurrent build has three: too short, and
///   any long report makes it fail. It holds up nobody but `VACUUM` and changes of the same table
/// @param buildTimeout the longest build, 1 s to 7 days
/// @param observation how long statements are measured before, and at least after, 100 ms to 1 h
/// @param longestObservation how long at most to wait for statements that come seldom, at least
///   `observation`, at most 24 h
/// @param leastCalls how often a statement must have run in a window for its mean to count, 2 to
///   100,000
/// @param tolerance the factor beyond which a statement counts as slower, above 1, at most 10
/// @param diskMargin the free space that must be there, in multiples of the index's estimated size:
///   2 leaves room for the write-ahead log of the build; 1 to 100
/// @param largestIndex indexes estimated larger are refused, above 0
/// @param attempts how often a build is begun in all when crashes interrupt it, 1 to 10
/// @param sampleRuns how often each sampled SELECT is run before and after; 0 switches that off, at
///   most 20
/// @param sampleTimeout when such a run is given up, 10 ms to 60 s
public record IndexChangeOptions(
        Duration lockTimeout,
        Duration buildTimeout,
        Duration observation,
        Duration longestObservation,
        int leastCalls,
        double tolerance,
        double diskMargin,
        Bytes largestIndex,
        int attempts,
        int sampleRuns,
        Duration sampleTimeout) {

    public IndexChangeOptions {
        require("lockTimeout", lockTimeout, Duration.ofMillis(100), Duration.ofHours(1));
        require("buildTimeout", buildTimeout, Duration.ofSeconds(1), Duration.ofDays(7));
        require("observation", observation, Duration.ofMillis(100), Duration.ofHours(1));
        require("longestObservation", longestObservation, observation, Duration.ofHours(24));
        require("leastCalls", leastCalls, 2, 100_000);
        if (!(tolerance > 1 && tolerance <= 10)) {
            throw new IllegalArgumentException(
                    "tolerance must be above 1 and at most 10, but is " + tolerance);
        }
        require("diskMargin", diskMargin, 1, 100);
        if (largestIndex.count() == 0) {
            throw new IllegalArgumentException("largestIndex must be above 0");
        }
        require("attempts", attempts, 1, 10);
        require("sampleRuns", sampleRuns, 0, 20);
        require("sampleTimeout", sampleTimeout, Duration.ofMillis(10), Duration.ofSeconds(60));
    }

    /// A minute for locks, six hours for a build, windows of a minute to ten, 20 calls, 1.2 ×,
    /// twice the size free, up to 10 GB, two attempts, three runs of each sample of at most 2 s.
    public static IndexChangeOptions defaults() {
        return new IndexChangeOptions(
                Duration.ofMinutes(1),
                Duration.ofHours(6),
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                20,
                1.2,
                2,
                Bytes.ofMegabytes(10 << 10),
                2,
                3,
                Duration.ofSeconds(2));
    }

    /// The same with other windows.
    public IndexChangeOptions withObservation(Duration least, Duration longest) {
        return new IndexChangeOptions(
                lockTimeout,
                buildTimeout,
                least,
                longest,
                leastCalls,
                tolerance,
                diskMargin,
                largestIndex,
                attempts,
                sampleRuns,
                sampleTimeout);
    }

    /// The same with another wait for locks.
    public IndexChangeOptions withLockTimeout(Duration newLockTimeout) {
        return new IndexChangeOptions(
                newLockTimeout,
                buildTimeout,
                observation,
                longestObservation,
                leastCalls,
                tolerance,
                diskMargin,
                largestIndex,
                attempts,
                sampleRuns,
                sampleTimeout);
    }

    private static void require(String property, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "%s must be from %s to %s, but is %s".formatted(property, least, most, value));
        }
    }

    private static void require(String property, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    "%s must be from %s to %s, but is %s".formatted(property, least, most, value));
        }
    }
}
