package io.headroom.operations.slo;

import io.headroom.operations.slo.EventRing.Sum;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The events of one objective: by 15 s for two hours, by the minute for three days, by the hour
/// for thirty days; 88 KB. A sum is taken from the finest ring that reaches far enough.
final class EventLedger {

    static final int BYTES = (480 + 4_321 + 721) * 2 * Double.BYTES;

    private final List<EventRing> rings =
            List.of(new EventRing(15, 480), new EventRing(60, 4_321), new EventRing(3_600, 721));
    private double goodBefore = Double.NaN;
    private double badBefore = Double.NaN;

    /// Takes totals; what they grew by happened since the last time. Totals that fell were set back
    /// to 0 in between.
    void take(long epochSecond, EventCount totals) {
        double good = totals.good();
        double bad = totals.bad();
        if (!Double.isNaN(goodBefore)) {
            add(epochSecond, growth(goodBefore, good), growth(badBefore, bad));
        }
        goodBefore = good;
        badBefore = bad;
    }

    private static double growth(double before, double now) {
        return now >= before ? now - before : now;
    }

    void add(long epochSecond, double good, double bad) {
        rings.forEach(ring -> ring.add(epochSecond, good, bad));
    }

    Sum sum(long epochSecond, Duration window) {
        long seconds = window.toSeconds();
        EventRing ring = rings.get(seconds <= 2 * 3_600 ? 0 : seconds <= 3 * 86_400 ? 1 : 2);
        return ring.sum(epochSecond, seconds);
    }

    /// The events of each of the last whole stretches, the oldest first; the last one is
    /// unfinished.
    ///
    /// @param stretchSeconds a multiple of an hour
    List<Sum> byStretch(long epochSecond, long stretchSeconds, int stretches) {
        EventRing hours = rings.get(2);
        long end = (Math.floorDiv(epochSecond - 1, stretchSeconds) + 1) * stretchSeconds;
        List<Sum> sums = new ArrayList<>();
        for (int i = stretches - 1; i >= 0; i--) {
            sums.add(hours.sum(end - i * stretchSeconds, stretchSeconds));
        }
        return sums;
    }

    void write(DataOutput to) throws IOException {
        for (EventRing ring : rings) {
            ring.write(to);
        }
    }

    void read(DataInput from) throws IOException {
        for (EventRing ring : rings) {
            ring.read(from);
        }
    }
}
