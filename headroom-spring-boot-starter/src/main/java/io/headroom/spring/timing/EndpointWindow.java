package io.headroom.spring.timing;

import io.headroom.http.timing.Part;
import io.headroom.http.timing.Split;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/// The requests of one route over the last minute, in slots of ten seconds, and since it was made.
/// Safe for use by many threads; 13 KB.
final class EndpointWindow {

    static final long SLOT_NANOS = 10_000_000_000L;
    static final int SLOTS = 6;

    private static final int PARTS = Part.all().size();

    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final AtomicReferenceArray<Slot> ring = new AtomicReferenceArray<>(SLOTS);

    EndpointWindow() {
        for (int i = 0; i < SLOTS; i++) {
            ring.set(i, new Slot(Long.MIN_VALUE));
        }
    }

    private static final class Slot {

        final long number;
        final LatencyHistogram durations = new LatencyHistogram();
        final LongAdder errors = new LongAdder();
        final LongAdder count = new LongAdder();
        final AtomicLongArray parts = new AtomicLongArray(PARTS);

        Slot(long number) {
            this.number = number;
        }
    }

    /// Notes a request of which is not known where its time went.
    ///
    /// @param slotNumber which ten seconds it is, counted from any moment
    void record(long slotNumber, boolean failed, long nanos) {
        recorded(slotNumber, failed, nanos).parts.addAndGet(Part.REST.index(), nanos);
    }

    /// @param slotNumber which ten seconds it is, counted from any moment
    void record(long slotNumber, boolean failed, long nanos, Split split) {
        Slot slot = recorded(slotNumber, failed, nanos);
        for (Part part : Part.all()) {
            long spent = split.nanos(part);
            if (spent > 0) {
                slot.parts.addAndGet(part.index(), spent);
            }
        }
    }

    private Slot recorded(long slotNumber, boolean failed, long nanos) {
        requests.increment();
        Slot slot = slot(slotNumber);
        slot.count.increment();
        slot.durations.record(nanos);
        if (failed) {
            errors.increment();
            slot.errors.increment();
        }
        return slot;
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

    /// The figures of a route.
    ///
    /// @param coveredNanos how much time the slots stand for
    EndpointFigures figures(String endpoint, long slotNumber, long coveredNanos) {
        long count = 0;
        long failed = 0;
        long[] durations = LatencyHistogram.empty();
        long[] parts = new long[PARTS];
        for (int i = 0; i < SLOTS; i++) {
            Slot slot = ring.get(i);
            if (slot.number > slotNumber - SLOTS) {
                count += slot.count.sum();
                failed += slot.errors.sum();
                slot.durations.addTo(durations);
                for (int part = 0; part < PARTS; part++) {
                    parts[part] += slot.parts.get(part);
                }
            }
        }
        long total = 0;
        for (long part : parts) {
            total += part;
        }
        double each = count == 0 ? 0 : 1e-6 / count;
        return new EndpointFigures(
                endpoint,
                count,
                failed,
                count / (coveredNanos / 1e9),
                total * each,
                LatencyHistogram.quantile(durations, 0.50) / 1e6,
                LatencyHistogram.quantile(durations, 0.95) / 1e6,
                LatencyHistogram.quantile(durations, 0.99) / 1e6,
                SplitMillis.of(part -> parts[part.index()] * each),
                requests.sum(),
                errors.sum());
    }
}
