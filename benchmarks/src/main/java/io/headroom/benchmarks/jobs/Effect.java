package io.headroom.benchmarks.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/// What each job does: nothing, or one insert. Says on the standard output when the first one does.
final class Effect {

    private final DataSource database;
    private final boolean inserting;
    private final AtomicBoolean first = new AtomicBoolean(true);
    private final AtomicLong number = new AtomicLong();

    Effect(DataSource database, boolean inserting) {
        this.database = database;
        this.inserting = inserting;
    }

    /// In a transaction of its own.
    void run() {
        begin();
        if (inserting) {
            try (Connection connection = database.getConnection()) {
                insert(connection);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// In the job's.
    void in(Connection transaction) throws SQLException {
        begin();
        if (inserting) {
            insert(transaction);
        }
    }

    private void begin() {
        if (first.get() && first.compareAndSet(true, false)) {
            System.out.println("first");
            System.out.flush();
        }
    }

    private void insert(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO effect (number) VALUES (?)")) {
            statement.setLong(1, number.incrementAndGet());
            statement.executeUpdate();
        }
    }
}
