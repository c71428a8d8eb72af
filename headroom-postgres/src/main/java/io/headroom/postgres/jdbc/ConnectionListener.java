package io.headroom.postgres.jdbc;

import java.sql.SQLException;

/// Is told of connections that are borrowed through an [ObservedDataSource] and given back. Called
/// on the thread that does it: it must be quick, safe for many threads, and must not throw.
public interface ConnectionListener {

    /// A thread has got a connection. A stack captured here leads to the place that borrowed it.
    default void borrowed(Borrow borrow) {
        // of no interest
    }

    /// The connection was closed, just before the pool gets it back.
    default void returned(Borrow borrow) {
        // of no interest
    }

    /// A thread got none.
    ///
    /// @param pool the data source's name
    /// @param waitedNanos until it gave up
    /// @param error what the caller gets
    default void refused(String pool, long waitedNanos, SQLException error) {
        // of no interest
    }
}
