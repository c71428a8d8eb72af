package io.headroom.spring.database;

import io.headroom.postgres.statement.StatementWatch;
import org.springframework.context.SmartLifecycle;

/// Runs the watch over statements from the moment the service is made until it ends.
final class StatementRounds implements SmartLifecycle {

    private final StatementWatch watch;
    private volatile boolean running;

    StatementRounds(StatementWatch watch) {
        this.watch = watch;
    }

    @Override
    public void start() {
        watch.start();
        running = true;
    }

    @Override
    public void stop() {
        watch.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
