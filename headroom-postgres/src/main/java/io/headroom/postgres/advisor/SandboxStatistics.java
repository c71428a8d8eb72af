package io.headroom.postgres.advisor;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Carries what the planner knows of columns, and what steers it, from a database to the sandbox.
final class SandboxStatistics {

    private static final int FIELDS = 14;

    private final Connection from;
    private final Connection to;

    SandboxStatistics(Connection from, Connection to) {
        this.from = from;
        this.to = to;
    }

    /// The columns' statistics. Those of what is not in the sandbox are left out.
    ///
    /// @return how many columns have statistics now
    int copyColumns() throws SQLException {
        int copied = 0;
        try (Statement read = from.createStatement();
                PreparedStatement write =
                        to.prepareStatement(Sql.read("restore-column-statistics.sql"));
                ResultSet rows = read.executeQuery(Sql.read("column-statistics.sql"))) {
            while (rows.next()) {
                for (int field = 1; field <= FIELDS; field++) {
                    write.setString(field, rows.getString(field));
                }
                try {
                    write.execute();
                    copied++;
                } catch (SQLException e) {
                    // Of a relation that could not be made; the schema's notes name it.
                }
            }
        }
        return copied;
    }

    /// The planner's settings, for a session of the sandbox. Unknown ones are left out.
    void copySettings(Connection session) throws SQLException {
        try (Statement read = from.createStatement();
                PreparedStatement write =
                        session.prepareStatement(
                                "SELECT set_config(name, ?, false) FROM pg_settings WHERE name = ?");
                ResultSet rows = read.executeQuery(Sql.read("planner-settings.sql"))) {
            while (rows.next()) {
                write.setString(1, rows.getString(2));
                write.setString(2, rows.getString(1));
                try {
                    write.execute();
                } catch (SQLException e) {
                    // A value that this version no longer knows: its default stands.
                }
            }
        }
    }
}
