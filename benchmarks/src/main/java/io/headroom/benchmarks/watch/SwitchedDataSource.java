package io.headroom.benchmarks.watch;

import io.headroom.postgres.jdbc.ObservedDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// Gives observed connections, or the pool's own.
final class SwitchedDataSource extends DelegatingDataSource {

    private final ObservedDataSource observed;
    private volatile boolean observes = true;

    SwitchedDataSource(ObservedDataSource observed) {
        super(observed);
        this.observed = observed;
    }

    void observe(boolean on) {
        observes = on;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return observes ? observed.getConnection() : observed.target().getConnection();
    }
}
