package io.headroom.spring.database;

import io.headroom.postgres.statement.StatementWatch;
import io.headroom.spring.ResettableFigures;
import java.time.Instant;
import java.time.InstantSource;

/// Begins the watch's own history anew. The server's counters are not touched: others read them,
/// too.
final class StatementReset implements ResettableFigures {

    private final StatementWatch watch;
    private final InstantSource clock;
    private volatile Instant since;

    StatementReset(StatementWatch watch, InstantSource clock) {
        this.watch = watch;
        this.clock = clock;
        this.since = clock.instant();
    }

    @Override
    public String scope() {
        return "statements";
    }

    @Override
    public Instant since() {
        return since;
    }

    @Override
    public void beginAnew() {
        watch.forget();
        since = clock.instant();
    }
}
