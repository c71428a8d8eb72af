package io.headroom.jobs;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/// Short transactions of the library's own. An answer that does not come within the time-out breaks
/// the connection.
final class Database {

    private static final Executor AT_ONCE = Runnable::run;

    private final DataSource source;
    private final int timeoutMillis;

    Database(DataSource source, Duration timeout) {
        this.source = source;
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
    }

    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /// One statement, committed by itself.
    <T> T alone(Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(AT_ONCE, timeoutMillis);
            T result = work.in(connection);
            connection.setNetworkTimeout(AT_ONCE, before);
            return result;
        }
    }

    /// Several, committed together.
    <T> T together(Work<T> work) throws SQLException {
        return alone(connection -> {
            connection.setAutoCommit(false);
            try {
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (Throwable e) {
                try {
                    connection.rollback();
                } catch (SQLException broken) {
                    e.addSuppressed(broken);
                }
                throw e;
            } finally {
                if (!connection.isClosed()) {
                    connection.setAutoCommit(true);
                }
            }
        });
    }

    DataSource source() {
        return source;
    }
}
