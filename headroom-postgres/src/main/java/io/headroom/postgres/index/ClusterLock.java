package io.headroom.postgres.index;

import java.sql.Connection;
import java.sql.SQLException;

/// The advisory lock under which index changes are worked on, one session of the database at a
/// time.
///
/// The session that builds holds it. A node that dies leaves its server process building on; as
/// long as it does, it holds the lock, so nobody mistakes its index for a broken one. Only ever
/// tried, never waited for: a waiting statement has a snapshot, for whose end the build would wait.
final class ClusterLock {

    private static final String KEY = "hashtextextended('headroom.index', 0)";

    private ClusterLock() {}

    static boolean tryAcquire(Connection connection) throws SQLException {
        return call(connection, "SELECT pg_try_advisory_lock(" + KEY + ")");
    }

    /// Gives the lock back.
    ///
    /// @throws SQLException when the session cannot, or did not hold it; it must then be ended
    static void release(Connection connection) throws SQLException {
        if (!call(connection, "SELECT pg_advisory_unlock(" + KEY + ")")) {
            throw new SQLException("the session did not hold the lock of index changes");
        }
    }

    private static boolean call(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
