package io.headroom.postgres.maintenance;

import io.headroom.postgres.SessionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// A borrowed session with the settings of maintenance; as it was lent when closed.
///
/// `application_name` tells those who look at the server's sessions, and keeps them from ending
/// what is bounded here.
record WorkingSession(Connection connection, SessionSettings settings, int networkTimeoutBefore)
        implements AutoCloseable {

    private static final String APPLICATION = "headroom-maintenance";

    /// How much longer than the server the driver waits.
    private static final Duration GRACE = Duration.ofSeconds(10);

    static WorkingSession begin(Connection connection, OptimizeLimits limits) throws SQLException {
        WorkingSession session =
                new WorkingSession(
                        connection,
                        new SessionSettings(connection),
                        connection.getNetworkTimeout());
        // A pool's socketTimeout is for short statements.
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(limits.budget().plus(GRACE).toMillis()));
        session.bound(limits.budget());
        session.settings.set("lock_timeout", limits.lockTimeout().toMillis() + "ms");
        session.settings.set("vacuum_cost_delay", limits.vacuumCostDelay().toMillis() + "ms");
        session.settings.set("application_name", APPLICATION);
        // Since PostgreSQL 17: a pool's limit for the service's transactions.
        session.settings.set("transaction_timeout", "0");
        return session;
    }

    /// Lets each of the next statements run for so long.
    void bound(Duration left) throws SQLException {
        settings.set("statement_timeout", Math.max(1, left.toMillis()) + "ms");
    }

    @Override
    public void close() throws SQLException {
        if (!connection.isClosed()) {
            settings.close();
            connection.setNetworkTimeout(Runnable::run, networkTimeoutBefore);
        }
    }
}
