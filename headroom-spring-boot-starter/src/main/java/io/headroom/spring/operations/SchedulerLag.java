package io.headroom.spring.operations;

import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.Figures;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// `scheduler.lag_seconds`: how long a new virtual thread waits until it runs. One probe is under
/// way at a time; while it waits, its age is the lag. For one thread.
final class SchedulerLag implements FigureSource {

    private static final long RUNNING = -1;

    private final LongSupplier nanoTime;
    private final AtomicLong waited = new AtomicLong();
    private long startedNanos;

    SchedulerLag(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void read(Figures to) {
        long now = nanoTime.getAsLong();
        long last = waited.get();
        if (last == RUNNING) {
            to.gauge("scheduler.lag_seconds", (now - startedNanos) / 1e9);
            return;
        }
        to.gauge("scheduler.lag_seconds", last / 1e9);
        startedNanos = now;
        waited.set(RUNNING);
        var _ =
                Thread.ofVirtual()
                        .name("headroom-lag-probe")
                        .start(() -> waited.set(Math.max(0, nanoTime.getAsLong() - now)));
    }
}
