package io.headroom.lock;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A lock whose promise PostgreSQL keeps: [Tier#GUARDED] and [Tier#STRICT].
public interface TransactionalLock {

    /// Calls in a transaction of its own that the lock protects, on a connection of the lock's data
    /// source, and commits; rolls back when the call throws.
    ///
    /// @throws LockBusyException when others held the lock for the whole wait
    /// @throws LockUnavailableException when the server of the lock did not answer
    /// @throws StaleHolderException when the lock was lost before the transaction began
    /// @throws SQLException when the database failed; nothing is committed, unless it was lost
    ///   during the commit
    /// @throws InterruptedException when interrupted while waiting for the lock
    <T extends @Nullable Object, E extends Exception> T executeInTransaction(
            String name, LockOptions options, TransactionCall<T, E> call)
            throws E, SQLException, InterruptedException;
}
