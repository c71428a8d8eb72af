package io.headroom.jobs;

import java.sql.Connection;
import javax.sql.DataSource;

/// Gives handlers their connections: in mode `IN_TX` a transaction for each job, or for several
/// where [QueueOptions#jobsPerTransaction] says so; with [QueueOptions#asyncCommit] one on which
/// they commit themselves.
public interface JobTransactions {

    /// What happens on the connection.
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

    /// Runs the work on a connection in auto-commit mode, with `synchronous_commit` off. The next
    /// who borrows it has it as it was before.
    ///
    /// @throws Exception what the work threw, or why there is no such connection
    void lend(Work work) throws Exception;

    /// Whether to roll back to a savepoint undoes all that a job did in the transaction of this
    /// thread, where several share one; asked when one of them failed. If not, the transaction is
    /// rolled back, and each of its jobs runs again in one of its own.
    default boolean canUndoInPart() {
        return true;
    }

    /// Transactions of plain JDBC.
    static JobTransactions of(DataSource source) {
        return new PlainTransactions(source);
    }
}
