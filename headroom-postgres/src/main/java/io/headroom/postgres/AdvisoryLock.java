package io.headroom.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/// An advisory lock of the database, held by a session: it outlives transactions, and ends with the
/// session, whatever happens to the node. Only ever tried, never waited for: a waiting statement
/// has a snapshot, for whose end others may wait.
///
/// @param name what is locked; PostgreSQL knows locks by one 64-bit number for all their uses, so
///   it begins with a prefix that keeps it apart from anybody else's
public record AdvisoryLock(String name) {

    private static final String KEY = "hashtextextended(?, 0)";

    public AdvisoryLock {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank");
        }
    }

    /// Takes the lock unless another session holds it.
    ///
    /// @return whether this session holds it now
    public boolean tryAcquire(Connection connection) throws SQLException {
        return ask(connection, "SELECT /* headroom */ pg_try_advisory_lock(" + KEY + ")");
    }

    /// Gives the lock back.
    ///
    /// @throws SQLException when the session cannot, or did not hold it; it must then be ended,
    ///   since a pool would hand the lock to whoever borrows it next
    public void release(Connection connection) throws SQLException {
        if (!ask(connection, "SELECT /* headroom */ pg_advisory_unlock(" + KEY + ")")) {
            throw new SQLException("the session did not hold the lock " + name);
        }
    }

    /// Whether any session of the database holds it.
    public boolean isHeld(Connection connection) throws SQLException {
        return ask(
                connection,
                """
                SELECT /* headroom */ EXISTS (
                    SELECT FROM pg_locks l, %s AS key
                    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                      AND l.classid::bigint = (key >> 32) & 4294967295
                      AND l.objid::bigint = key & 4294967295)
                """
                        .formatted(KEY));
    }

    private boolean ask(Connection connection, String sql) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (var row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
