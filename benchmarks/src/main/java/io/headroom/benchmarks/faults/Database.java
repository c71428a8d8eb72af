package io.headroom.benchmarks.faults;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// The source of truth: a table of versioned rows. Safe for use by many threads.
final class Database implements AutoCloseable {

    private static final String DDL =
            """
            CREATE TABLE item (
                id bigint PRIMARY KEY,
                version bigint NOT NULL DEFAULT 1,
                draft boolean NOT NULL DEFAULT false,
                payload text NOT NULL
            ) WITH (fillfactor = 50);
            """;

    private final HikariDataSource pool;

    /// Where the database is.
    ///
    /// @param url of JDBC
    record Address(String url, String user, String password) {

        /// The same place, seen through a schema of its own.
        Address inSchema(String name) {
            return new Address(
                    url + (url.contains("?") ? "&" : "?") + "currentSchema=" + name,
                    user,
                    password);
        }
    }

    /// Gives the rows something to do.
    @FunctionalInterface
    interface InTransaction {
        void run() throws Exception;
    }

    /// Makes an empty schema, in which a run has its table.
    static void createSchema(Address address, String name) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                address.url(), address.user(), address.password());
                var statement = connection.createStatement()) {
            statement.execute(
                    "DROP SCHEMA IF EXISTS %1$s CASCADE; CREATE SCHEMA %1$s"
                            .formatted(statement.enquoteIdentifier(name, true)));
        }
    }

    Database(Address address, int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(address.url());
        config.setUsername(address.user());
        config.setPassword(address.password());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(10_000);
        pool = new HikariDataSource(config);
    }

    /// Makes the table with rows 0 to `rows - 1`, all of version 1.
    void create(int rows, int payloadCharacters) throws SQLException {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(DDL);
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            """
                            INSERT INTO item (id, payload)
                            SELECT i, left(repeat(md5(i::text), 1 + ? / 32), ?)
                            FROM generate_series(0, ? - 1) i
                            """)) {
                insert.setInt(1, payloadCharacters);
                insert.setInt(2, payloadCharacters);
                insert.setInt(3, rows);
                insert.executeUpdate();
            }
            statement.execute("VACUUM ANALYZE item");
        }
    }

    Row find(long id) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement query =
                        connection.prepareStatement(
                                "SELECT version, draft, payload FROM item WHERE id = ?")) {
            query.setLong(1, id);
            try (ResultSet rows = query.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("no item " + id);
                }
                return new Row(rows.getLong(1), rows.getBoolean(2), rows.getString(3));
            }
        }
    }

    /// All rows, by id.
    Row[] findAll(int rows) throws SQLException {
        Row[] all = new Row[rows];
        try (Connection connection = pool.getConnection();
                PreparedStatement query =
                        connection.prepareStatement(
                                "SELECT id, version, draft, payload FROM item WHERE id < ?")) {
            query.setInt(1, rows);
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    all[found.getInt(1)] =
                            new Row(found.getLong(2), found.getBoolean(3), found.getString(4));
                }
            }
        }
        return all;
    }

    /// Commits a change.
    ///
    /// @return the new version
    long update(long id) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement update =
                        connection.prepareStatement(
                                "UPDATE item SET version = version + 1 WHERE id = ? RETURNING version")) {
            update.setLong(1, id);
            try (ResultSet rows = update.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /// Commits a change of all rows, each to a version that is higher than every one before.
    void updateAll() throws SQLException {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE item SET version = version + 1");
        }
    }

    /// Changes a row, does something, and rolls the change back.
    void rollBack(long id, InTransaction between) throws Exception {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement update =
                    connection.prepareStatement(
                            "UPDATE item SET version = version + 1, draft = true WHERE id = ?")) {
                update.setLong(1, id);
                update.executeUpdate();
                between.run();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
