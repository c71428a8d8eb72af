package io.headroom.lock;

import java.sql.Connection;
import java.sql.SQLException;

/// A hold that PostgreSQL can check.
public interface GuardedHold extends Hold {

    /// Refuses a transaction whose holder is not the holder any more, and lets no other guarded
    /// transaction of the name run beside it. It is the transaction's **first** statement: what was
    /// read before it may be old. Each transaction of the hold is guarded; on a connection that
    /// commits by itself it only moves the fence, which is for those who read outside a
    /// transaction.
    ///
    /// The statement moves the fence row of the name to this hold's token and owner, unless it
    /// stands at a higher token, or at the same one of another owner. The row stays locked until
    /// the transaction ends.
    ///
    /// @throws StaleHolderException when the fence is beyond this hold; roll back
    /// @throws SQLException when the statement failed, also with 40001 under REPEATABLE READ when
    ///   another guarded transaction committed while this one waited
    void guard(Connection transaction) throws SQLException;
}
