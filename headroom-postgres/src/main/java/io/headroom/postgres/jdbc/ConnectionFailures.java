package io.headroom.postgres.jdbc;

import java.sql.SQLException;

/// Tells errors that say there is no server from all others.
public final class ConnectionFailures {

    private static final int DEEPEST = 6;

    private ConnectionFailures() {}

    /// Whether the error, or what caused it, says that the connection could not be made or was
    /// lost: SQLSTATE class 08, or 57P01 to 57P03 (PostgreSQL manual, appendix A).
    public static boolean in(Throwable error) {
        Throwable at = error;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            if (at instanceof SQLException sql && saysLost(sql)) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }

    private static boolean saysLost(SQLException error) {
        String state = error.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P0"));
    }
}
