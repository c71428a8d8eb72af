package io.headroom.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/// One view's advisory lock, held by a session. A session lock outlives the transaction of a failed
/// refresh, so that the failure is recorded before another node tries, and ends with its connection
/// whatever happens to the node.
final class ViewLock {

    // PostgreSQL knows advisory locks by one 64-bit number for all their uses; the prefix keeps
    // ours
    // apart from anybody else's.
    private static final String KEY = "hashtextextended('headroom.view:' || ?, 0)";

    private ViewLock() {}

    static boolean tryAcquire(Connection connection, String view) throws SQLException {
        return call(connection, "SELECT pg_try_advisory_lock(" + KEY + ")", view);
    }

    /// Gives the lock back.
    ///
    /// @throws SQLException when the session cannot or did not hold it; the connection must then be
    ///   thrown away, since a pool would hand the lock to whoever borrows it next
    static void release(Connection connection, String view) throws SQLException {
        if (!call(connection, "SELECT pg_advisory_unlock(" + KEY + ")", view)) {
            throw new SQLException("the session did not hold the lock of the view " + view);
        }
    }

    private static boolean call(Connection connection, String sql, String view)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, view);
            try (var row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
