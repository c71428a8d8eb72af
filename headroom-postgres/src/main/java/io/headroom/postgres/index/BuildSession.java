package io.headroom.postgres.index;

import io.headroom.postgres.SessionSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A session with the limits of a long build, and its own limits again when closed.
final class BuildSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BuildSession.class);

    /// The driver must outlast the server's limit, so that it is the server that ends a build.
    private static final Duration DRIVER_GRACE = Duration.ofMinutes(1);

    private final Connection connection;
    private final SessionSettings settings;
    private final int previousNetworkTimeout;

    private BuildSession(Connection connection, int previousNetworkTimeout) {
        this.connection = connection;
        this.settings = new SessionSettings(connection);
        this.previousNetworkTimeout = previousNetworkTimeout;
    }

    static BuildSession open(Connection connection, IndexChangeOptions options)
            throws SQLException {
        BuildSession session = new BuildSession(connection, connection.getNetworkTimeout());
        long longest = options.buildTimeout().plus(DRIVER_GRACE).toMillis();
        connection.setNetworkTimeout(Runnable::run, (int) Math.min(longest, Integer.MAX_VALUE));
        session.settings.set("application_name", "headroom index build");
        session.settings.set("lock_timeout", options.lockTimeout().toMillis() + "ms");
        session.settings.set("statement_timeout", options.buildTimeout().toMillis() + "ms");
        session.settings.set("transaction_timeout", "0");
        session.settings.set("idle_session_timeout", "0");
        return session;
    }

    @Override
    public void close() {
        try {
            if (connection.isClosed()) {
                return;
            }
            settings.close();
            connection.setNetworkTimeout(Runnable::run, previousNetworkTimeout);
        } catch (SQLException e) {
            LOG.warn("ending a session that could not be set back: {}", e.getMessage());
            abort();
        }
    }

    private void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.warn("the session could not be ended either: {}", e.getMessage());
        }
    }
}
