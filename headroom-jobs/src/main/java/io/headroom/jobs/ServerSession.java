package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A session of the server, to be known again: that it lives says that the server did not crash
/// since the session began, for a crash ends all of them, even where the server itself goes on.
///
/// @param process numbers of processes are given anew
/// @param beganMicros by the server's clock, since 1970
record ServerSession(int process, long beganMicros) {

    /// A role sees when its own sessions began.
    private static final String OWN =
            """
            SELECT pid, (extract(epoch FROM backend_start) * 1000000)::bigint
            FROM pg_stat_get_activity(pg_backend_pid())
            """;

    private static final String ALIVE =
            """
            SELECT s.pid, a.began FROM unnest(?::integer[], ?::bigint[]) AS a(pid, began)
            CROSS JOIN LATERAL pg_stat_get_activity(a.pid) AS s
            WHERE (extract(epoch FROM s.backend_start) * 1000000)::bigint = a.began
            """;

    /// The session of a connection.
    static ServerSession of(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OWN);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return read(row);
        }
    }

    /// Which of some sessions live. If the connection asked works on, the server did not crash
    /// since the first of them began.
    static Set<ServerSession> alive(Connection connection, Collection<ServerSession> sessions)
            throws SQLException {
        List<ServerSession> asked = List.copyOf(sessions);
        Set<ServerSession> alive = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(ALIVE)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "integer", asked.stream().map(ServerSession::process).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bigint", asked.stream().map(ServerSession::beganMicros).toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    alive.add(read(row));
                }
            }
        }
        return alive;
    }

    private static ServerSession read(ResultSet row) throws SQLException {
        return new ServerSession(row.getInt(1), row.getLong(2));
    }
}
