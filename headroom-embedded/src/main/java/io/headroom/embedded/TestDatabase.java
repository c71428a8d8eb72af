package io.headroom.embedded;

import java.sql.SQLException;
import javax.sql.DataSource;

/// A database of its own for one test class or test, on the server that the tests of this Java
/// process share. Closing drops it, open connections included; left open it ends with the server.
public final class TestDatabase implements AutoCloseable {

    private final EmbeddedPostgres server;
    private final String name;

    TestDatabase(EmbeddedPostgres server, String name) {
        this.server = server;
        this.name = name;
    }

    /// The database's name.
    public String name() {
        return name;
    }

    /// The address, without user and password.
    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    /// The superuser.
    public String user() {
        return server.user();
    }

    /// The superuser's password.
    public String password() {
        return server.password();
    }

    /// Opens a new connection for each call.
    public DataSource dataSource() {
        return server.dataSource(name);
    }

    @Override
    public void close() {
        try (var connection = server.dataSource("postgres").getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot drop the test database " + name, e);
        }
    }
}
