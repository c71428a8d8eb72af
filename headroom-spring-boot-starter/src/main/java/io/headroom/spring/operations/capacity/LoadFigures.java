package io.headroom.spring.operations.capacity;

import io.headroom.operations.capacity.CapacityEngine;
import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.Figures;
import io.headroom.postgres.jdbc.Borrow;
import io.headroom.postgres.jdbc.ConnectionListener;
import io.headroom.spring.RequestObserver;
import io.headroom.spring.operations.OwnCalls;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// `http.busy_requests` and `pool.busy_connections`: how many requests were under way and how many
/// connections were held, on average, from the sums of their times (Little's law). Safe for use by
/// many threads.
final class LoadFigures implements RequestObserver, ConnectionListener, FigureSource {

    static final String HELD = "pool.busy_connections";

    private final LongAdder requestNanos = new LongAdder();
    private final LongAdder heldNanos = new LongAdder();
    private final LongSupplier nanoTime;

    /// @param nanoTime the clock of the data source
    LoadFigures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos) {
        if (!OwnCalls.isOwn(endpoint)) {
            requestNanos.add(nanos);
        }
    }

    @Override
    public void returned(Borrow borrow) {
        heldNanos.add(Math.max(0, nanoTime.getAsLong() - borrow.sinceNanos()));
    }

    @Override
    public void read(Figures to) {
        to.counter(CapacityEngine.CONCURRENCY, requestNanos.sum() / 1e9);
        to.counter(HELD, heldNanos.sum() / 1e9);
    }
}
