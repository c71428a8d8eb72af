package io.headroom.postgres;

import io.headroom.core.Bytes;
import java.time.Duration;

/// What a refresh may take from the database.
///
/// @param statementTimeout how long each statement of a refresh may run, 1 ms to 24 h
/// @param lockTimeout how long it may wait for a lock, 1 ms to 24 h; short, since whoever comes
///   behind it in the queue waits as long
/// @param workMemory PostgreSQL's `work_mem` for the refresh: the memory of each sort or hash
///   before it goes to disk, 64 KB to 2 GB
public record RefreshLimits(Duration statementTimeout, Duration lockTimeout, Bytes workMemory) {

    private static final Duration LONGEST = Duration.ofHours(24);

    public RefreshLimits {
        requireTimeout("statementTimeout", statementTimeout);
        requireTimeout("lockTimeout", lockTimeout);
        if (workMemory.count() < 64L << 10 || workMemory.count() > 2L << 30) {
            throw new IllegalArgumentException(
                    "workMemory must be from 64KB to 2GB, but is " + workMemory);
        }
    }

    /// Ten minutes a statement, five seconds a lock, 64 MB.
    public static RefreshLimits defaults() {
        return new RefreshLimits(
                Duration.ofMinutes(10), Duration.ofSeconds(5), Bytes.ofMegabytes(64));
    }

    private static void requireTimeout(String property, Duration timeout) {
        if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    property + " must be from 1 ms to 24 h, but is " + timeout);
        }
    }
}
