package io.headroom.postgres.maintenance;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A borrowed session with the settings of maintenance; as it was lent when closed.
///
/// `application_name` tells those who look at the server's sessions, and keeps them from ending
/// what is bounded here.
record WorkingSession(Connection connection, List<String> before, int networkTimeoutBefore)
        implements AutoCloseable {

    /// No value of a setting holds a line break.
    private static final String UNKNOWN = "\n";

    private static final String APPLICATION = "headroom-maintenance";

    /// How much longer than the server the driver waits.
    private static final Duration GRACE = Duration.ofSeconds(10);

    /// The last of them is known since PostgreSQL 17: a pool's limit for the service's
    /// transactions.
    private static final List<String> SETTINGS =
            List.of(
                    "statement_timeout",
                    "lock_timeout",
                    "vacuum_cost_delay",
                    "application_name",
                    "transaction_timeout");

    static WorkingSession begin(Connection connection, OptimizeLimits limits) throws SQLException {
        List<String> before = new ArrayList<>();
        for (String setting : SETTINGS) {
            before.add(read(connection, setting));
        }
        WorkingSession session =
                new WorkingSession(connection, before, connection.getNetworkTimeout());
        // A pool's socketTimeout is for short statements.
        connection.setNetworkTimeout(
                Runnable::run, Math.toIntExact(limits.budget().plus(GRACE).toMillis()));
        session.set(
                List.of(
                        limits.budget().toMillis() + "ms",
                        limits.lockTimeout().toMillis() + "ms",
                        limits.vacuumCostDelay().toMillis() + "ms",
                        APPLICATION,
                        "0"));
        return session;
    }

    /// Lets each of the next statements run for so long.
    void bound(Duration left) throws SQLException {
        set(connection, "statement_timeout", Math.max(1, left.toMillis()) + "ms");
    }

    @Override
    public void close() throws SQLException {
        if (!connection.isClosed()) {
            set(before);
            connection.setNetworkTimeout(Runnable::run, networkTimeoutBefore);
        }
    }

    private void set(List<String> values) throws SQLException {
        for (int i = 0; i < SETTINGS.size(); i++) {
            if (!before.get(i).equals(UNKNOWN)) {
                set(connection, SETTINGS.get(i), values.get(i));
            }
        }
    }

    private static String read(Connection connection, String setting) throws SQLException {
        try (var statement =
                connection.prepareStatement("SELECT /* headroom */ current_setting(?, true)")) {
            statement.setString(1, setting);
            try (var row = statement.executeQuery()) {
                row.next();
                @Nullable String value = row.getString(1);
                return value == null ? UNKNOWN : value;
            }
        }
    }

    private static void set(Connection connection, String setting, String value)
            throws SQLException {
        try (var statement =
                connection.prepareStatement("SELECT /* headroom */ set_config(?, ?, false)")) {
            statement.setString(1, setting);
            statement.setString(2, value);
            statement.execute();
        }
    }
}
