package io.headroom.postgres.maintenance;

import java.sql.Connection;
import java.sql.SQLException;

/// The advisory lock of maintenance, held by a session: it ends with the session, whatever happens
/// to the node.
final class ClusterLock {

    private static final String KEY = "hashtextextended('headroom.maintenance', 0)";

    private ClusterLock() {}

    static boolean tryAcquire(Connection connection) throws SQLException {
        return ask(connection, "SELECT pg_try_advisory_lock(" + KEY + ")");
    }

    /// @throws SQLException when the session does not hold it; it must then be ended
    static void release(Connection connection) throws SQLException {
        if (!ask(connection, "SELECT pg_advisory_unlock(" + KEY + ")")) {
            throw new SQLException("the session did not hold the lock of maintenance");
        }
    }

    /// Whether any session holds it.
    static boolean isHeld(Connection connection) throws SQLException {
        return ask(
                connection,
                """
                SELECT EXISTS (
                    SELECT FROM pg_locks l, %s AS key
                    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                      AND l.classid::bigint = (key >> 32) & 4294967295
                      AND l.objid::bigint = key & 4294967295)
                """
                        .formatted(KEY));
    }

    private static boolean ask(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
