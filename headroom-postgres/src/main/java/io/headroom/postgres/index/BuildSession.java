package io.headroom.postgres.index;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A session with the limits of a long build, and its own limits again when closed.
final class BuildSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BuildSession.class);

    /// The driver must outlast the server's limit, so that it is the server that ends a build.
    private static final Duration DRIVER_GRACE = Duration.ofMinutes(1);

    private final Connection connection;
    private final Map<String, String> previous = new LinkedHashMap<>();
    private final int previousNetworkTimeout;

    private BuildSession(Connection connection, int previousNetworkTimeout) {
        this.connection = connection;
        this.previousNetworkTimeout = previousNetworkTimeout;
    }

    static BuildSession open(Connection connection, IndexChangeOptions options)
            throws SQLException {
        BuildSession session = new BuildSession(connection, connection.getNetworkTimeout());
        long longest = options.buildTimeout().plus(DRIVER_GRACE).toMillis();
        connection.setNetworkTimeout(Runnable::run, (int) Math.min(longest, Integer.MAX_VALUE));
        session.set("application_name", "headroom index build");
        session.set("lock_timeout", options.lockTimeout().toMillis() + "ms");
        session.set("statement_timeout", options.buildTimeout().toMillis() + "ms");
        session.set("transaction_timeout", "0");
        session.set("idle_session_timeout", "0");
        return session;
    }

    /// Does nothing where the server's version has no such setting.
    private void set(String setting, String value) throws SQLException {
        String sql =
                """
                SELECT /* headroom */ current_setting(?), set_config(?, ?, false)
                WHERE current_setting(?, true) IS NOT NULL
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, setting);
            statement.setString(2, setting);
            statement.setString(3, value);
            statement.setString(4, setting);
            try (var row = statement.executeQuery()) {
                if (row.next()) {
                    previous.put(setting, row.getString(1));
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            if (connection.isClosed()) {
                return;
            }
            for (Map.Entry<String, String> setting : previous.entrySet()) {
                try (var statement =
                        connection.prepareStatement(
                                "SELECT /* headroom */ set_config(?, ?, false)")) {
                    statement.setString(1, setting.getKey());
                    statement.setString(2, setting.getValue());
                    statement.execute();
                }
            }
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
