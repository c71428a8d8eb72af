package io.headroom.spring.operations;

import io.headroom.spring.timing.LatencyHistogram;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Durations of the last minute, in slots of ten seconds. Safe for use by many threads; 9 KB.
public final class RecentDurations {

    private static final long SLOT_NANOS = 10_000_000_000L;
    private static final int SLOTS = 6;

    private final LongSupplier nanoTime;
    private final long startNanos;
    private final AtomicReferenceArray<Slot> ring = new AtomicReferenceArray<>(SLOTS);

    private static final class Slot {

        final long number;
        final LatencyHistogram durations = new LatencyHistogram();
        final LongAdder count = new LongAdder();
        final LongAdder failed = new LongAdder();
        final LongAdder nanos = new LongAdder();
        volatile long slowest;

        Slot(long number) {
            this.number = number;
        }
    }

    /// A minute's figures.
    ///
    /// @param coveredSeconds how much time it stands for, from 1 to 60
    /// @param meanSeconds NaN without any, as the quantiles
    public record Minute(
            double coveredSeconds,
            long count,
            long failed,
            double meanSeconds,
            double p50Seconds,
            double p90Seconds,
            double p95Seconds,
            double p99Seconds,
            double slowestSeconds) {}

    /// @param nanoTime monotonic time in nanoseconds
    public RecentDurations(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        for (int i = 0; i < SLOTS; i++) {
            ring.set(i, new Slot(Long.MIN_VALUE));
        }
    }

    /// Notes one.
    public void record(long nanos, boolean hasFailed) {
        Slot slot = slot(Math.floorDiv(nanoTime.getAsLong(), SLOT_NANOS));
        slot.count.increment();
        slot.nanos.add(nanos);
        slot.durations.record(nanos);
        if (hasFailed) {
            slot.failed.increment();
        }
        if (nanos > slot.slowest) {
            raise(slot, nanos);
        }
    }

    private static void raise(Slot slot, long nanos) {
        synchronized (slot) {
            slot.slowest = Math.max(slot.slowest, nanos);
        }
    }

    private Slot slot(long number) {
        int place = (int) Math.floorMod(number, (long) SLOTS);
        Slot slot = ring.get(place);
        if (slot.number < number) {
            ring.compareAndSet(place, slot, new Slot(number));
            slot = ring.get(place);
        }
        return slot;
    }

    /// The last minute.
    public Minute minute() {
        long now = nanoTime.getAsLong();
        long oldest = Math.floorDiv(now, SLOT_NANOS) - SLOTS + 1;
        long covered = Math.min(now - oldest * SLOT_NANOS, now - startNanos);
        long count = 0;
        long failed = 0;
        long nanos = 0;
        long slowest = 0;
        long[] durations = LatencyHistogram.empty();
        for (int i = 0; i < SLOTS; i++) {
            Slot slot = ring.get(i);
            if (slot.number >= oldest) {
                count += slot.count.sum();
                failed += slot.failed.sum();
                nanos += slot.nanos.sum();
                slowest = Math.max(slowest, slot.slowest);
                slot.durations.addTo(durations);
            }
        }
        return new Minute(
                Math.max(1, covered / 1e9),
                count,
                failed,
                count == 0 ? Double.NaN : nanos / 1e9 / count,
                quantile(durations, count, 0.5),
                quantile(durations, count, 0.9),
                quantile(durations, count, 0.95),
                quantile(durations, count, 0.99),
                count == 0 ? Double.NaN : slowest / 1e9);
    }

    private static double quantile(long[] durations, long count, double share) {
        return count == 0 ? Double.NaN : LatencyHistogram.quantile(durations, share) / 1e9;
    }
}
