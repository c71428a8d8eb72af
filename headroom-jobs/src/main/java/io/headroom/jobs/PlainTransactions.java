package io.headroom.jobs;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/// Connections of plain JDBC.
final class PlainTransactions implements JobTransactions {

    private final DataSource source;

    PlainTransactions(DataSource source) {
        this.source = source;
    }

    @Override
    public void run(Work work) throws Exception {
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

    @Override
    public void lend(Work work) throws Exception {
        try (Connection connection = source.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                execute(connection, "SET /* headroom */ synchronous_commit = off");
                work.in(KeptOpen.of(connection));
            } finally {
                giveBack(connection, autoCommit);
            }
        }
    }

    /// As it was, or not at all: who borrows it next counts on commits that are on the disk.
    private static void giveBack(Connection connection, boolean autoCommit) throws SQLException {
        try {
            execute(connection, "RESET /* headroom */ synchronous_commit");
            connection.setAutoCommit(autoCommit);
        } catch (SQLException broken) {
            connection.abort(Runnable::run);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
