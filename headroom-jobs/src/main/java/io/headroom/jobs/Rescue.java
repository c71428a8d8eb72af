package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Gives the jobs of nodes that are dead to others.
///
/// Each claim locks its node's row against removal. So whoever holds the row here sees every claim
/// that the node made, and the node makes no more. The attempt grows with the rescue: what the dead
/// node may still say about these jobs matches nothing. A job that was there at several ends waits
/// longer each time, and is dead at last: it may be what kills them.
///
/// A job whose row is locked is about to be acknowledged in its handler's transaction, by a node
/// that is stopped perhaps; it is left for a later round, and the node's row with it.
final class Rescue {

    private Rescue() {}

    /// Rescues the jobs of one dead node.
    ///
    /// @param self is never dead
    /// @return how many jobs, or −1 when no node is dead
    static int one(Connection connection, long self, int maxCrashes) throws SQLException {
        try (var statement = connection.createStatement()) {
            // The second statement must see what was committed while the first waited.
            statement.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
        }
        long dead;
        String name;
        String find =
                """
                SELECT id, name FROM headroom_job_node
                WHERE expires_at < clock_timestamp() AND id <> ?
                ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED
                """;
        try (PreparedStatement statement = connection.prepareStatement(find)) {
            statement.setLong(1, self);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return -1;
                }
                dead = row.getLong(1);
                name = row.getString(2);
            }
        }
        int rescued = bury(connection, dead, name, maxCrashes) + free(connection, dead);
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        DELETE FROM headroom_job_node AS n
                        WHERE id = ? AND NOT EXISTS (SELECT FROM headroom_job WHERE node = n.id AND state = 2)
                        """)) {
            statement.setLong(1, dead);
            statement.executeUpdate();
        }
        return rescued;
    }

    private static int free(Connection connection, long dead) throws SQLException {
        String sql =
                """
                UPDATE headroom_job
                SET state = CASE crashes WHEN 0 THEN 1 ELSE 0 END, node = NULL, attempt = attempt + 1,
                    crashes = crashes + 1, progress = 0, note = '',
                    run_at = clock_timestamp()
                             + CASE crashes WHEN 0 THEN 0 ELSE least(60, 2 ^ (crashes - 1)) END * interval '1 second'
                WHERE id = ANY (ARRAY (SELECT id FROM headroom_job WHERE node = ? AND state = 2 FOR UPDATE SKIP LOCKED))
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, dead);
            return statement.executeUpdate();
        }
    }

    private static int bury(Connection connection, long dead, String name, int maxCrashes)
            throws SQLException {
        String sql =
                """
                WITH gone AS (
                    DELETE FROM headroom_job
                    WHERE id = ANY (ARRAY (
                        SELECT id FROM headroom_job WHERE node = ? AND state = 2 AND crashes + 1 >= ?
                        FOR UPDATE SKIP LOCKED))
                    RETURNING *)
                INSERT INTO headroom_job_dead (id, queue, lane, kind, priority, attempt, failures, crashes, tenant,
                                               correlation_id, payload, errors, enqueued_at)
                SELECT id, queue, lane, kind, priority, attempt, failures, crashes + 1, tenant, correlation_id, payload,
                       errors || jsonb_build_object(
                           'at', clock_timestamp(), 'attempt', attempt, 'node', ?::text,
                           'error', format('the node ended while it held the job, as did %s before', crashes)),
                       enqueued_at
                FROM gone
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, dead);
            statement.setInt(2, maxCrashes);
            statement.setString(3, name);
            return statement.executeUpdate();
        }
    }
}
