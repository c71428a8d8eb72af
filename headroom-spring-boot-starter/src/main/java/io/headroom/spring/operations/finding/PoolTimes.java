package io.headroom.spring.operations.finding;

import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.Figures;
import io.headroom.postgres.jdbc.Borrow;
import io.headroom.postgres.jdbc.ConnectionListener;
import java.sql.SQLException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// How long borrows wait and connections are held: totals, and `pool.wait_mean_seconds` and
/// `pool.held_mean_seconds` of each second. Safe for use by many threads; [#read] is for one.
final class PoolTimes implements ConnectionListener, FigureSource {

    private final LongSupplier nanoTime;
    private final LongAdder borrows = new LongAdder();
    private final LongAdder waits = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();
    private final LongAdder returns = new LongAdder();
    private final LongAdder heldNanos = new LongAdder();
    private Totals before = new Totals(0, 0, 0, 0, 0);

    /// @param waits borrows, and attempts that got none
    record Totals(long borrows, long waits, long waitedNanos, long returns, long heldNanos) {

        /// NaN when nobody borrowed.
        double waitSeconds(Totals earlier) {
            long count = waits - earlier.waits;
            return count <= 0 ? Double.NaN : (waitedNanos - earlier.waitedNanos) / 1e9 / count;
        }

        /// NaN when nothing was given back.
        double heldSeconds(Totals earlier) {
            long count = returns - earlier.returns;
            return count <= 0 ? Double.NaN : (heldNanos - earlier.heldNanos) / 1e9 / count;
        }
    }

    /// @param nanoTime the clock of the observed data source
    PoolTimes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public void borrowed(Borrow borrow) {
        borrows.increment();
        waits.increment();
        waitedNanos.add(borrow.waitedNanos());
    }

    @Override
    public void refused(String pool, long nanos, SQLException error) {
        waits.increment();
        waitedNanos.add(nanos);
    }

    @Override
    public void returned(Borrow borrow) {
        returns.increment();
        heldNanos.add(nanoTime.getAsLong() - borrow.sinceNanos());
    }

    Totals totals() {
        return new Totals(
                borrows.sum(), waits.sum(), waitedNanos.sum(), returns.sum(), heldNanos.sum());
    }

    @Override
    public void read(Figures to) {
        Totals now = totals();
        to.gauge("pool.wait_mean_seconds", now.waitSeconds(before));
        to.gauge("pool.held_mean_seconds", now.heldSeconds(before));
        before = now;
    }
}
