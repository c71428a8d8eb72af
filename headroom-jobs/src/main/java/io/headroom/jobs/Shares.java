package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Divides a queue's limits for the whole cluster among the nodes that work on it. Each node has a
/// row with what it holds; it takes more only from what no row holds, under a lock, and gives up
/// what exceeds its equal part once its jobs have ended. So the sum never exceeds the limit,
/// whoever comes and goes, without a write per job.
final class Shares {

    private Shares() {}

    /// What a node holds.
    record Share(int slots, double rate) {}

    /// @param running how many of the queue's jobs this node runs: so many slots it cannot give up
    ///   yet
    static Share renew(Connection connection, QueueOptions queue, long node, int running)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "SELECT pg_advisory_xact_lock(hashtextextended('headroom.jobs.share.' || ?, 0))")) {
            statement.setString(1, queue.name());
            statement.execute();
        }
        int nodes = 1;
        int before = 0;
        int othersSlots = 0;
        double othersRate = 0;
        String others =
                """
                SELECT node, slots, rate FROM headroom_job_share WHERE queue = ? AND node <> ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(others)) {
            statement.setString(1, queue.name());
            statement.setLong(2, node);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    nodes++;
                    before += row.getLong("node") < node ? 1 : 0;
                    othersSlots += row.getInt("slots");
                    othersRate += row.getDouble("rate");
                }
            }
        }
        Share share =
                new Share(
                        slots(queue.clusterConcurrency(), nodes, before, othersSlots, running),
                        Math.max(
                                0,
                                Math.min(
                                        queue.ratePerSecond() / nodes,
                                        queue.ratePerSecond() - othersRate)));
        String mine =
                """
                INSERT INTO headroom_job_share (queue, node, slots, rate) VALUES (?, ?, ?, ?)
                ON CONFLICT (queue, node) DO UPDATE SET slots = excluded.slots, rate = excluded.rate
                """;
        try (PreparedStatement statement = connection.prepareStatement(mine)) {
            statement.setString(1, queue.name());
            statement.setLong(2, node);
            statement.setInt(3, share.slots);
            statement.setDouble(4, share.rate);
            statement.executeUpdate();
        }
        return share;
    }

    /// An equal part, of the remainder one more for the older nodes; no more than is free, no less
    /// than is in use.
    static int slots(int limit, int nodes, int before, int others, int running) {
        int part = limit / nodes + (before < limit % nodes ? 1 : 0);
        return Math.max(running, Math.max(0, Math.min(part, limit - others)));
    }
}
