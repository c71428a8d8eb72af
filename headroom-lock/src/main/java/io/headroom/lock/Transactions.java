package io.headroom.lock;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A transaction on a connection that nobody else uses.
final class Transactions {

    private Transactions() {}

    static <T extends @Nullable Object, E extends Exception> T run(
            Connection connection, TransactionCall<T, E> call) throws E, SQLException {
        boolean before = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            T result = call.call(connection);
            connection.commit();
            return result;
        } catch (Throwable e) {
            rollBack(connection, e);
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(before);
            }
        }
    }

    private static void rollBack(Connection connection, Throwable because) {
        try {
            connection.rollback();
        } catch (SQLException lost) {
            because.addSuppressed(lost);
        }
    }

    /// Throws what a call threw, which by its declaration can be nothing else.
    @SuppressWarnings("unchecked")
    static <E extends Exception> void rethrow(Exception thrown) throws E {
        throw (E) thrown;
    }
}
