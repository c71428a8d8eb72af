package io.headroom.spring.operations;

import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.Figures;
import io.headroom.postgres.pool.DatabaseWatch;

/// `pool.*` and the sessions' part of `database.*`.
final class PoolFigures implements FigureSource {

    private final DatabaseWatch watch;

    PoolFigures(DatabaseWatch watch) {
        this.watch = watch;
    }

    @Override
    public void read(Figures to) {
        to.gauge("pool.active", watch.pool().active());
        to.gauge("pool.idle", watch.pool().idle());
        to.gauge("pool.waiting", watch.pool().waiting());
        to.gauge("pool.utilisation_ratio", watch.pool().utilisation());
        to.counter("pool.refused_per_second", (double) watch.pool().refused());
        to.gauge("database.lock_waiting", watch.sessions().latest().waits().size());
        to.gauge("database.long_running", watch.sessions().latest().longRunning().size());
    }
}
