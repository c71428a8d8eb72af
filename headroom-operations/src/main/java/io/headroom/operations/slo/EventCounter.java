package io.headroom.operations.slo;

import java.util.concurrent.atomic.LongAdder;

/// Counts events as they happen. Safe for use by many threads.
public final class EventCounter implements EventCount {

    private final LongAdder good = new LongAdder();
    private final LongAdder bad = new LongAdder();

    /// Notes one event.
    public void add(boolean isGood) {
        (isGood ? good : bad).increment();
    }

    @Override
    public double good() {
        return good.sum();
    }

    @Override
    public double bad() {
        return bad.sum();
    }
}
