package io.headroom.cache.redis;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The clock of Redis, estimated from the answers to beats (Cristian, *Probabilistic Clock
/// Synchronization*, 1989) and carried on by the monotonic clock; this machine's until there is
/// one. Of several servers the clock of the partition with the lowest number holds.
final class SharedClock implements InstantSource {

    private final InstantSource own;
    private final LongSupplier nanos;
    private volatile @Nullable Estimate estimate;

    private record Estimate(int partition, long micros, long nanos) {

        long microsAt(long nowNanos) {
            return micros + (nowNanos - nanos) / 1_000;
        }
    }

    SharedClock(InstantSource own, LongSupplier nanos) {
        this.own = own;
        this.nanos = nanos;
    }

    /// The server read its clock between the sending of the beat and its answer; an estimate that
    /// says so too is kept, so that the clock does not jitter.
    synchronized void heard(int partition, Beat beat) {
        Estimate held = estimate;
        if (held != null && partition > held.partition()) {
            return;
        }
        if (held == null
                || partition < held.partition()
                || held.microsAt(beat.sentNanos()) > beat.redisMicros()
                || held.microsAt(beat.receivedNanos()) < beat.redisMicros()) {
            long middle = beat.sentNanos() + (beat.receivedNanos() - beat.sentNanos()) / 2;
            estimate = new Estimate(partition, beat.redisMicros(), middle);
        }
    }

    @Override
    public Instant instant() {
        Estimate held = estimate;
        return held == null
                ? own.instant()
                : Instant.EPOCH.plus(held.microsAt(nanos.getAsLong()), ChronoUnit.MICROS);
    }
}
