package io.headroom.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Settings of a session that was lent: what is set here is as it was before when closed, be it the
/// server's, the role's or what the pool set. (`RESET` would take the pool's limits away.) For one
/// thread.
///
/// Each call is a statement of its own: outside a transaction, or the setting is lost with a
/// rollback.
public final class SessionSettings implements AutoCloseable {

    private final Connection connection;
    private final Map<String, String> before = new LinkedHashMap<>();

    /// @param connection in auto-commit mode; stays the caller's
    public SessionSettings(Connection connection) {
        this.connection = connection;
    }

    /// Changes a setting; does nothing where the server's version has no such setting.
    ///
    /// @throws SQLException when the server refuses the value
    public void set(String name, String value) throws SQLException {
        String sql =
                """
                SELECT /* headroom */ current_setting(?), set_config(?, ?, false)
                WHERE current_setting(?, true) IS NOT NULL
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.setString(2, name);
            statement.setString(3, value);
            statement.setString(4, name);
            try (var row = statement.executeQuery()) {
                if (row.next()) {
                    before.putIfAbsent(name, row.getString(1));
                }
            }
        }
    }

    /// Puts back what was changed.
    ///
    /// @throws SQLException when a setting could not be put back: the session is of no more use
    @Override
    public void close() throws SQLException {
        for (Map.Entry<String, String> setting : before.entrySet()) {
            try (var statement =
                    connection.prepareStatement("SELECT /* headroom */ set_config(?, ?, false)")) {
                statement.setString(1, setting.getKey());
                statement.setString(2, setting.getValue());
                statement.execute();
            }
        }
    }
}
