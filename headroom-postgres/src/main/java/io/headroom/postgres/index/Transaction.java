package io.headroom.postgres.index;

import java.sql.Connection;
import java.sql.SQLException;

/// Several statements that count together, on a connection that otherwise commits each.
final class Transaction {

    private Transaction() {}

    interface Work {
        void run() throws SQLException;
    }

    static void run(Connection connection, Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            work.run();
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            cause.addSuppressed(broken);
        }
    }
}
