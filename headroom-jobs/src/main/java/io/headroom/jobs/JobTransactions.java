package io.headroom.jobs;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/// Makes the transactions of queues in mode `IN_TX`: one for each job, or for several where
/// [QueueOptions#jobsPerTransaction] says so.
public interface JobTransactions {

    /// What happens in the transaction.
    @FunctionalInterface
    interface Work {
        /// Works.
        ///
        /// @throws Exception when the transaction shall be rolled back
        void in(Connection connection) throws Exception;
    }

    /// Runs the work and commits, or rolls back and throws what the work threw.
    ///
    /// @throws Exception what the work threw, or why it could not be committed
    void run(Work work) throws Exception;

    /// Whether to roll back to a savepoint undoes all that a job did in the transaction of this
    /// thread, where several share one; asked when one of them failed. If not, the transaction is
    /// rolled back, and each of its jobs runs again in one of its own.
    default boolean canUndoInPart() {
        return true;
    }

    /// Transactions of plain JDBC.
    static JobTransactions of(DataSource source) {
        return work -> {
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                boolean committed = false;
                try {
                    work.in(connection);
                    connection.commit();
                    committed = true;
                } finally {
                    if (!committed) {
                        rollback(connection);
                    }
                    if (!connection.isClosed()) {
                        connection.setAutoCommit(true);
                    }
                }
            }
        };
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException broken) {
            // The server rolls back what a broken connection leaves.
            try {
                connection.close();
            } catch (SQLException closed) {
                broken.addSuppressed(closed);
            }
        }
    }
}
