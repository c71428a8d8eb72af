package io.headroom.lock;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// What is done in a transaction that a lock protects.
///
/// @param <T> what it gives
/// @param <E> how it fails, beside [SQLException]
@FunctionalInterface
public interface TransactionCall<T extends @Nullable Object, E extends Exception> {

    /// Does it.
    ///
    /// @param transaction neither committed nor closed by this
    T call(Connection transaction) throws E, SQLException;
}
