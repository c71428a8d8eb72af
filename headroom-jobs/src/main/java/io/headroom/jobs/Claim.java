package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Takes the first ready jobs of some lanes of a queue.
///
/// Rows that others hold are skipped. The node's own row is locked against removal meanwhile: a
/// node that was declared dead claims nothing, and whoever declares it dead sees all that it
/// claimed. The scan of each lane begins where the last one ended, since what lies before is
/// claimed already: with an old snapshot held open by somebody, its dead entries cannot be removed,
/// and to walk over them each time costs most of the rate.
final class Claim {

    /// The limit stands in the text: as a parameter it would leave the planner in the dark.
    private static final String SQL =
            """
            UPDATE headroom_job AS j SET state = 2, node = ?, attempt = j.attempt + 1
            WHERE j.id = ANY (ARRAY (
                SELECT p.id
                FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS l(lane, rank, id)
                CROSS JOIN LATERAL (
                    SELECT r.id FROM headroom_job AS r
                    WHERE r.state = 1 AND r.queue = ? AND r.lane = l.lane AND (r.rank, r.id) > (l.rank, l.id)
                      AND r.kind = ANY (?)
                    ORDER BY r.rank, r.id LIMIT :each FOR UPDATE SKIP LOCKED) AS p))
              AND EXISTS (
                SELECT FROM headroom_job_node AS n
                WHERE n.id = ? AND n.epoch = ? AND n.expires_at > clock_timestamp() FOR KEY SHARE)
            RETURNING j.id, j.lane, j.kind, j.rank, j.priority, j.attempt, j.failures, j.tenant, j.correlation_id, j.payload,
                      (extract(epoch FROM clock_timestamp() - j.run_at) * 1000)::bigint
            """;

    private static final Map<Integer, String> BY_LIMIT = new ConcurrentHashMap<>();

    private Claim() {}

    /// A job with its lane.
    record Taken(String lane, Lease lease) {}

    /// Claims.
    ///
    /// @param each how many of each lane at most; a power of two, so that few statements are
    ///   prepared
    /// @return in the order in which they should run
    static List<Taken> take(
            Connection connection,
            long node,
            int epoch,
            String queue,
            String[] kinds,
            List<LaneCursor> lanes,
            int each)
            throws SQLException {
        String sql =
                BY_LIMIT.computeIfAbsent(
                        each, limit -> SQL.replace(":each", Integer.toString(limit)));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, node);
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text", lanes.stream().map(LaneCursor::lane).toArray()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint", lanes.stream().map(LaneCursor::rank).toArray()));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "bigint", lanes.stream().map(LaneCursor::id).toArray()));
            statement.setString(5, queue);
            statement.setArray(6, connection.createArrayOf("text", kinds));
            statement.setLong(7, node);
            statement.setInt(8, epoch);
            List<Taken> taken = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    taken.add(taken(row, node, queue));
                }
            }
            taken.sort(
                    Comparator.comparingLong((Taken job) -> job.lease().rank())
                            .thenComparingLong(job -> job.lease().id()));
            return taken;
        }
    }

    private static Taken taken(ResultSet row, long node, String queue) throws SQLException {
        return new Taken(
                row.getString(2),
                new Lease(
                        node,
                        row.getLong(1),
                        queue,
                        Kind.parse(row.getString(3)),
                        row.getLong(4),
                        row.getInt(5),
                        row.getInt(6),
                        row.getInt(7),
                        row.getString(8),
                        row.getString(9),
                        row.getString(10),
                        row.getLong(11)));
    }
}
