package io.headroom.postgres.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// One connection, kept between rounds, made anew after a failure. It may neither wait nor block:
/// its statements end after 4 s, its waits for locks after 1 s, its network calls after 8 s. Used
/// under its owner's lock.
final class WatchConnection implements AutoCloseable {

    private static final String APPLICATION = "headroom-watch";

    /// What a session is called whose client did not name itself.
    private static final Set<String> UNNAMED = Set.of("", "PostgreSQL JDBC Driver");

    private static final int NETWORK_TIMEOUT_MILLIS = 8_000;

    private static final String LIMITS =
            """
            SELECT /* headroom */ set_config(name, wanted, false)
            FROM (VALUES ('application_name', ?),
                         ('statement_timeout', '4s'),
                         ('lock_timeout', '1s'),
                         ('idle_in_transaction_session_timeout', '10s'),
                         ('search_path', 'pg_catalog'),
                         ('default_transaction_read_only', 'on')) AS limits (name, wanted)
            """;

    private static final String ABILITIES =
            """
            SELECT /* headroom */ current_setting('server_version_num')::int, current_user,
                   pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'),
                   pg_has_role(current_user, 'pg_signal_backend', 'USAGE'),
                   pg_is_in_recovery(), current_setting('application_name')
            """;

    private final DataSource source;
    private final String ownApplication;
    private @Nullable Connection open;
    private Abilities abilities = Abilities.unknown();

    /// @param ownApplication what the service's sessions are called when the source gives them no
    ///   name
    WatchConnection(DataSource source, String ownApplication) {
        this.source = source;
        this.ownApplication = ownApplication;
    }

    /// The connection, made when there is none.
    Connection get() throws SQLException {
        Connection known = open;
        if (known != null) {
            return known;
        }
        Connection made = source.getConnection();
        try {
            made.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
            made.setAutoCommit(true);
            abilities = abilities(made);
            try (PreparedStatement limits = made.prepareStatement(LIMITS)) {
                limits.setString(1, APPLICATION);
                limits.execute();
            }
        } catch (SQLException e) {
            made.close();
            throw e;
        }
        open = made;
        return made;
    }

    private Abilities abilities(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ABILITIES)) {
            row.next();
            String given = row.getString(6);
            return new Abilities(
                    row.getInt(1),
                    row.getString(2),
                    row.getBoolean(3),
                    row.getBoolean(4),
                    row.getBoolean(5),
                    UNNAMED.contains(given) ? ownApplication : given);
        }
    }

    Abilities abilities() {
        return abilities;
    }

    /// Gives the connection up, so that the next round makes a new one.
    @Override
    public void close() {
        Connection known = open;
        open = null;
        if (known != null) {
            try {
                known.close();
            } catch (SQLException broken) {
                // it is given up because it is broken
            }
        }
    }
}
